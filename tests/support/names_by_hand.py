"""Names written by hand: the families, the traps, and what the alphabet changes."""

_FAMILIES = """
# alkanes
C metano
CC(C)C 2-metilpropano
CC(C)(C)C 2,2-dimetilpropano
CCCCCC hexano
CCC(C)CCC 3-metil-hexano
CCCC(CCC)C(C)C 4-(propan-2-il)heptano
CCCCCCCC(C(C)C)C(C)CC 3-metil-4-(propan-2-il)undecano
CCCCC(CCCC)C(C)(C)C 5-terc-butilnonano
CC(C)CCC(C)(C)C 2,2,5-trimetil-hexano
# alkenes, alkynes
C=C eteno
C#C etino
CC=C propeno
CC#C propino
C=C(C)C 2-metilprop-1-eno
CC=CC but-2-eno
C=CC=C buta-1,3-dieno
C=CCCC=C hexa-1,5-dieno
C#CC#C buta-1,3-di-ino
CC(F)=C(Br)CCC 3-bromo-2-fluoro-hex-2-eno
ClC=CCl 1,2-dicloroeteno
CC(Cl)=C 2-cloroprop-1-eno
C=CCc1ccccc1 (prop-2-en-1-il)benzeno
# halides, nitro
CCl clorometano
ClC(Cl)Cl triclorometano
ICI di-iodometano
FC(F)(Cl)Br bromoclorodifluorometano
CC(C)Br 2-bromopropano
ClCCCl 1,2-dicloroetano
CC(Cl)Cl 1,1-dicloroetano
O=[N+]([O-])CC(Br)I 1-bromo-1-iodo-2-nitroetano
CCCCCCCCCl 1-cloro-octano
FC(F)(F)C(F)(F)F hexafluoroetano
FC(F)=C(F)F tetrafluoroeteno
# ethers
COC metoximetano
CCOC metoxietano
CCOCC etoxietano
CCCOCC 1-etoxipropano
COCCOC 1,2-dimetoxietano
CC(C)OC(C)C 2-isopropoxipropano
CCCCCOc1ccccc1 (pentiloxi)benzeno
CCCCC(OC)COCCC 2-metoxi-1-propoxi-hexano
COC(C)(C)C 2-metil-2-metoxipropano
# amines
CN metanamina
CNC N-metilmetanamina
CCN(CC)CC N,N-dietiletanamina
CCC(C)N butan-2-amina
NCCN etano-1,2-diamina
C#CC(CC)NCC N-etilpent-1-in-3-amina
CCCN(C)CC N-etil-N-metilpropan-1-amina
CCCC(N)CCl 1-cloropentan-2-amina
NCc1ccccc1 1-fenilmetanamina
CN(C)Cc1ccccc1 1-fenil-N,N-dimetilmetanamina
NC(c1ccccc1)c1ccccc1 1,1-difenilmetanamina
NCCc1ccccc1 2-feniletan-1-amina
# alcohols
CO metanol
CCO etanol
CC(C)O propan-2-ol
CC(C)(C)O 2-metilpropan-2-ol
OCCO etano-1,2-diol
CC(O)CO propano-1,2-diol
OCCC(O)C(C)CC=C 4-metil-hept-6-eno-1,3-diol
ClCCO 2-cloroetan-1-ol
OCc1ccccc1 fenilmetanol
C=CC(O)CC=C hexa-1,5-dien-3-ol
OCCN 2-aminoetan-1-ol
OCC(F)(F)F 2,2,2-trifluoroetan-1-ol
# ketones
CC(C)=O propan-2-ona
CCC(C)=O butan-2-ona
CC(=O)CC(C)=O pentano-2,4-diona
CCCC(=O)C=CC hept-2-en-4-ona
CC(=O)c1ccccc1 1-feniletan-1-ona
O=C(c1ccccc1)c1ccccc1 difenilmetanona
CC(=O)CO 1-hidroxipropan-2-ona
# aldehydes
C=O metanal
CC=O etanal
ClCC=O 2-cloroetanal
CC=CC=O but-2-enal
O=CCC=O propanodial
CCCCCC(N(C)C)C(=O)C=O 3-(dimetilamino)-2-oxo-octanal
O=CC(CO)CC1CCCCC1 2-(ciclo-hexilmetil)-3-hidroxipropanal
# nitriles
CC#N etanonitrila
CCC#N propanonitrila
N#CCCC#N butanodinitrila
CCC(=O)CCC(O)CC#N 3-hidroxi-6-oxo-octanonitrila
# amides
NC=O metanamida
CC(N)=O etanamida
CN(C)C=O N,N-dimetilmetanamida
CCC(=O)N(C)CC N-etil-N-metilpropanamida
CC(O)CCCC(=O)NCCC 5-hidroxi-N-propil-hexanamida
NC(=O)CC(N)=O propanodiamida
# acyl chlorides
CC(=O)Cl cloreto de etanoíla
O=C(Cl)CC(=O)Cl dicloreto de propanodioíla
CCCCCC(F)CCCCCC(=O)Cl cloreto de 7-fluorododecanoíla
# esters
COC=O metanoato de metila
CC(=O)OCC etanoato de etila
C=C(C)CC(=O)OCC 3-metilbut-3-enoato de etila
CC(=O)OC(C)C etanoato de propan-2-ila
CC(=O)OC(C)(C)C etanoato de terc-butila
CCOC(=O)CCC(=O)OCC butanodioato de dietila
CC(=O)OCCCl etanoato de 2-cloroetila
CC(=O)OCc1ccccc1 etanoato de benzila
# acids
OC=O ácido metanoico
CC(=O)O ácido etanoico
CCC(=O)O ácido propanoico
ClCC(=O)O ácido 2-cloroetanoico
OC(=O)CCC(=O)O ácido butanodioico
O=CCC(F)C(=O)O ácido 2-fluoro-4-oxobutanoico
CCCCCCC(=O)C(=O)O ácido 2-oxo-octanoico
N#CCCC(=O)O ácido 3-cianopropanoico
C=CC(=O)O ácido prop-2-enoico
# rings
C1CCCCC1 ciclo-hexano
CC1CCCCC1 metilciclo-hexano
C1CCCCCCC1 ciclo-octano
C1=CCCCC1 ciclo-hexeno
CC1=CCCCC1 1-metilciclo-hex-1-eno
C1=CCC=CC1 ciclo-hexa-1,4-dieno
CC1CCC=CC1Br 3-bromo-4-metilciclo-hex-1-eno
CC1(C)CC1Cl 2-cloro-1,1-dimetilciclopropano
COC1CCCCC1 metoxiciclo-hexano
# rings with a suffix
OC1CCCCC1 ciclo-hexanol
CC1CCCC(O)C1 3-metilciclo-hexan-1-ol
O=C1CCCCC1 ciclo-hexanona
O=C1CCC(=O)CC1 ciclo-hexano-1,4-diona
CCC1CCCCC1N 2-etilciclo-hexan-1-amina
OC(=O)C1CCCCC1 ácido ciclo-hexanocarboxílico
COC(=O)C1CCCC1 ciclopentanocarboxilato de metila
NC(=O)C1CC1 ciclopropanocarboxamida
N#CC1CCCCC1C 2-metilciclo-hexano-1-carbonitrila
O=CC1CCCCC1 ciclo-hexanocarbaldeído
O=C(Cl)C1CCCC1 cloreto de ciclopentanocarbonila
O=C1C=CCCC1 ciclo-hex-2-en-1-ona
CNC1CCCCC1 N-metilciclo-hexanamina
# benzenes
c1ccccc1 benzeno
Cc1ccccc1 metilbenzeno
CCc1cccc(Cl)c1 1-cloro-3-etilbenzeno
Cc1ccc(CCl)cc1 1-(clorometil)-4-metilbenzeno
ClCc1ccccc1CCl 1,2-bis(clorometil)benzeno
O=[N+]([O-])c1ccccc1 nitrobenzeno
CC(C)(C)c1ccc(C(C)(C)C)cc1 1,4-di-terc-butilbenzeno
C=Cc1ccccc1 etenilbenzeno
Cc1ccc(C(F)(F)F)cc1 1-metil-4-(trifluorometil)benzeno
Clc1c(Cl)c(Cl)c(Cl)c(Cl)c1Cl hexaclorobenzeno
Cc1c(C)c(C)c(C)c(C)c1C hexametilbenzeno
Clc1cc(Cl)c(Cl)c(Cl)c1Cl 1,2,3,4,5-pentaclorobenzeno
# benzenes with a suffix
Oc1ccccc1 fenol
CCNc1cccc(O)c1 3-(etilamino)fenol
Oc1ccccc1O benzeno-1,2-diol
Nc1ccc(Cl)cc1 4-cloroanilina
CNc1ccc(Cl)cc1 4-cloro-N-metilanilina
CNc1ccccc1C N,2-dimetilanilina
OC(=O)c1ccccc1 ácido benzoico
CCCc1cc(C(=O)O)ccc1Cl ácido 4-cloro-3-propilbenzoico
O=Cc1ccccc1O 2-hidroxibenzaldeído
N#Cc1ccccc1 benzonitrila
NC(=O)c1ccccc1 benzamida
COC(=O)c1ccccc1 benzoato de metila
O=C(Cl)c1ccccc1 cloreto de benzoíla
OC(=O)c1ccccc1C(=O)O ácido benzeno-1,2-dicarboxílico
"""

_TRAPS = """
# lowest locants term by term with repetitions, not the smallest sum, nor without repetitions
CCC(C)C(C)CCCCC(C)C 2,7,8-trimetildecano
CC(Cl)C(C)(C)C 3-cloro-2,2-dimetilbutano
# the larger number of branches between equal chains, then their lowest locants
CCC(CC)C(C)CC 3-etil-4-metil-hexano
CCCC(CCBr)C(C)C 1-bromo-3-(propan-2-il)hexano
# at a tie the double bond comes before the triple one
C#CCC=C pent-1-en-4-ino
CC#CCC=CC hept-2-en-5-ino
# two carbons: no locant for the bond, and none for one feature
BrC=C bromoeteno
FC(Cl)=C 1-cloro-1-fluoroeteno
# chains of equal length and locants: lowest in the order of citation, then the alphabet
COCC(CC=O)CC1CC1 3-(ciclopropilmetil)-4-metoxibutanal
COCC(Cl)(CCC#N)Cc1ccccc1 4-benzil-4-cloro-5-metoxipentanonitrila
# fenil before iodo, ciclopropil before cloro (the English alphabet: the reverse)
OCC(I)C(CO)c1ccccc1 2-fenil-3-iodobutano-1,4-diol
CC(Cl)C(C)(CO)C1CC1 2-ciclopropil-3-cloro-2-metilbutan-1-ol
# the alcohol is senior to the amine, the acid to all
NCC(O)C(=O)O ácido 3-amino-2-hidroxipropanoico
# ring before chain, but the principal group before both
OC(=O)Cc1ccccc1 ácido 2-feniletanoico
CCC1CCCCC1 etilciclo-hexano
# composed prefixes sorted by their first letter, even di and tri
CC(CN(C)C)C(=O)O ácido 3-(dimetilamino)-2-metilpropanoico
"""


def _read(text: str) -> dict[str, str]:
    """Return the names by SMILES."""
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    return dict(line.split(" ", 1) for line in lines)


NAMES, TRAPS = _read(_FAMILIES), _read(_TRAPS)

# SMILES, Portuguese, English.
SAME_WORDS_OTHER_NUMBERS = [
    ("COc1ccccc1C", "1-metil-2-metoxibenzeno", "1-methoxy-2-methylbenzene"),
    ("CCOC(C=O)C(CC)C=O", "2-etil-3-etoxibutanodial", "2-ethoxy-3-ethylbutanedial"),
    (
        "OC(C)C(C#N)Cc1ccccc1",
        "2-benzil-3-hidroxibutanonitrila",
        "2-benzyl-3-hydroxybutanenitrile",
    ),
    ("ClC1CCC1C1CC1", "1-ciclopropil-2-clorociclobutano", "1-chloro-2-cyclopropylcyclobutane"),
    ("CCCCCOC", "1-metoxipentano", "1-methoxypentane"),
]

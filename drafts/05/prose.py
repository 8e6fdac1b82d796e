M = {}
M["title"] = '''# 05 · Regressão: quanto de um composto se dissolve em água?

@BADGE@

**Aula 1**, exemplo de regressão · dados: ESOL (1128 compostos) · cerca de 3 minutos em 2 núcleos; as redes são pequenas e, no Colab, uma GPU não as acelera · o curso inteiro: <https://github.com/curso-redes-neurais/curso-redes-neurais>

**Em aula:** seções 1 a 10. **Em casa:** as demais.

**Ao final você saberá**

- ler um SMILES e descrever uma molécula por números;
- guardar um teste no cofre e escolher só com o resto;
- seguir os sete passos do Keras numa regressão e reconhecer subajuste e sobreajuste nas curvas;
- comparar a rede com modelos simples, ajustados com o mesmo cuidado, e dizer a diferença com o seu intervalo;
- usar os piores erros para achar dados errados.
'''
M["question"] = '''## 1 · A pergunta

Um comprimido só age se o fármaco se dissolver. Medir a solubilidade de cada candidato custa tempo e amostra, e boa parte das moléculas que um químico imagina ainda nem foi sintetizada. Daí a pergunta, que John Delaney fez em 2004:

> **Dá para ler a solubilidade na própria molécula, antes de ir ao laboratório?**

A grandeza é $\\log S$: o logaritmo decimal da solubilidade $S$ em mol/L, em água, a 25 °C. Cada unidade a menos divide a solubilidade por dez:
'''
M["log-s-scale-text"] = '''(A massa molar usada, 180,16 g/mol, é a da glicose e também a da aspirina.) Um erro de 1 em $\\log S$ é, portanto, um **fator de dez** na solubilidade. Guarde essa escala: ela diz o que é um erro grande.

## 2 · A molécula como texto: SMILES

O **SMILES** (Weininger, 1988) escreve a molécula numa linha. Letras são átomos (`Cl` e `Br` são um átomo só, com duas letras), os hidrogênios ficam subentendidos, `=` e `#` são ligações dupla e tripla, parênteses abrem um ramo, números iguais fecham um anel, minúsculas são átomos aromáticos. Colchetes cercam átomos especiais, como `[nH]` ou `[Na+]`; as barras e o `@` guardam a estereoquímica. O **RDKit** lê o texto e devolve a molécula.
'''
M["known-molecules-alt"] = '''A figura mostra as seis moléculas que o RDKit desenha a partir do texto: etanol e ácido acético em cadeia, o anel do benzeno, a aspirina (um anel, um ácido carboxílico e um éster), os dois anéis fundidos da cafeína e o anel de seis membros da glicose, cercado de hidroxilas.

A mesma molécula pode ser escrita de vários modos. O **SMILES canônico** é sempre o mesmo, e serve para comparar; a função `read`, do curso, devolve `None` a um texto que não é molécula:
'''
M["canonical-text"] = '''`C1CC` abre um anel e não o fecha. `CO₂` tem um algarismo que não existe em SMILES: o RDKit sozinho pararia nele e leria `CO`, o metanol. Pergunte sempre antes de seguir.

## 3 · Os dados: olhe antes de modelar

O ESOL reúne solubilidades medidas por muitos laboratórios, compiladas por Delaney e distribuídas pelo MoleculeNet. A coluna `log_s` é a medida, $y$; `log_s_delaney`, a previsão que ele publicou.
'''
M["histogram-text"] = '''Como se distribui o que queremos prever?
'''
M["histogram-alt"] = '''A figura mostra o histograma de $\\log S$: a maior parte dos compostos fica entre −6 e 0, em torno da média, e uma cauda desce até perto de −12. O desvio padrão é a primeira régua: é a **raiz** do erro quadrático médio de quem respondesse sempre a média.

Quem são os extremos, e quantos gramas por litro isso dá?
'''
M["extremes-alt"] = '''A figura mostra, em cima, os quatro menos solúveis: três bifenilas policloradas e o coroneno, anéis aromáticos sem nada que forme ligação de hidrogênio com a água. Embaixo, os quatro mais solúveis: a vamidotiona (um inseticida organofosforado), a metil-hidrazina, o metanol e a acetamida, pequenas ou polares.

Faça a conta que um físico faria: **4003 gramas num litro?** Nem a substância pura cabe. Metanol e metil-hidrazina se misturam com a água em qualquer proporção: não há solubilidade a medir, e o número é uma convenção. Quatro quilos *por litro de água* também não são uma concentração em mol por litro *de solução*. Fique de olho nesses valores.
'''
M["duplicates-text"] = '''O par repetido que mais discorda são o **sorbitol e o manitol**: estereoisômeros, cristais diferentes, mas o SMILES deste arquivo não guarda a estereoquímica. Para qualquer modelo, são a mesma entrada com duas respostas, e o melhor é responder o ponto médio.

É o caso extremo de um limite geral, o **ruído das medidas**. Até em fármacos medidos com cuidado, laboratórios diferem com desvio de 0,15 a 0,24 em $\\log S$ (Avdeef, 2019). O ESOL mistura fontes antigas: espere mais.

E uma cópia no treino com a outra no teste seria avaliar o modelo no que já viu. Por isso **as cópias andam sempre juntas**.

## 4 · Da molécula aos números: descritores

A rede desta lição recebe um vetor $\\mathbf{x}$ de **descritores** (na lição 06, uma rede lerá o próprio texto). Delaney ficou com quatro:

| símbolo | descritor | por que poderia importar |
|---|---|---|
| $\\log P$ | partição entre octanol e água, estimada | quem prefere o óleo foge da água |
| $M$ | massa molar (g/mol) | moléculas maiores exigem uma cavidade maior na água |
| $RB$ | ligações rotacionáveis | flexibilidade atrapalharia o empacotamento do cristal |
| $AP$ | fração de átomos pesados aromáticos | anéis planos empilhariam bem: cristal estável |

$$\\log S = 0{,}16 - 0{,}63\\,\\log P - 0{,}0062\\,M + 0{,}066\\,RB - 0{,}74\\,AP$$
'''
M["four-scatter-text"] = '''Cada descritor contra a solubilidade:
'''
M["four-scatter-alt"] = '''A figura mostra quatro nuvens de pontos, $\\log S$ contra cada descritor, com a correlação $r$ no título. A de $\\log P$ é a mais estreita e desce quase em linha reta; a da massa molar também desce, mais espalhada. Ligações rotacionáveis e fração aromática, sozinhas, dizem pouco.

O RDKit calcula mais de duzentos números por molécula: contagens de grupos, áreas, cargas, índices topológicos (do grafo molecular). Calculemos todos.
'''
M["descriptors-text"] = '''Três armadilhas. Colunas **constantes**, que fariam dividir por zero. Valores **ausentes**, que podem surgir em outras moléculas. E uma coluna que **explode**, o `Ipc`, que cresce exponencialmente com o tamanho da molécula. A receita, coluna a coluna, com estatísticas **só do treino**:

$$z_{ij} = \\operatorname{clip}\\!\\left(\\frac{x_{ij} - \\mu_j}{\\sigma_j},\\,-5,\\,5\\right)$$

O `make_pipeline` do scikit-learn encadeia os passos: `fit` aprende as estatísticas, `transform` as aplica.
'''
M["plan"] = '''## 5 · O plano: metade para escolher, metade no cofre

Quem escolhe no teste acaba medindo a própria sorte. Por isso separamos os dados em duas metades:

- **para escolher** tudo: escalas, parâmetros, a rede;
- **o cofre**, que só se abre na seção 10 e não escolhe nada.

Na primeira, a aula propõe a **validação cruzada em $K$ partes** (*K-fold*): treina-se $K$ vezes, cada vez com uma parte diferente como validação, e faz-se a média. Com 9 exemplos e $K = 3$:
'''
M["kfold-text"] = '''O desenho da aula, em letras: T é treino, V é validação. Cada exemplo é validado uma vez. Agora de verdade. O grupo é o SMILES canônico: as cópias ficam do mesmo lado.
'''
M["baselines"] = '''## 6 · Modelos simples, ajustados com cuidado

A régua é o **RMSE**, na unidade de $\\log S$:

$$\\mathrm{RMSE} = \\sqrt{\\frac{1}{n}\\sum_{i=1}^{n}\\left(y_i - \\hat{y}_i\\right)^2}$$

| equação | variável | forma |
|---|---|---|
| $y$ | `log_s` | (1128,) |
| $\\mathbf{X}$, quatro descritores | `four` | (1128, 4) |
| $\\mathbf{X}$, todos | `descriptors` | (1128, 217) com o RDKit de hoje |

Uma rede só impressiona se vencer o melhor modelo simples, e este merece o mesmo cuidado que ela. Três famílias: a **reta** (regressão linear com regularização, *ridge*), uma **curva** (a SVR, regressão por vetores de suporte: uma soma de "morros" em torno das moléculas do treino) e uma **floresta** de árvores de decisão. Cada uma tenta alguns parâmetros e fica com o de menor RMSE nas três rodadas; o cofre não participa.
'''
M["tune-text"] = '''Os candidatos. A reta e a curva entram duas vezes, com quatro descritores e com todos: assim se separa o que vem dos descritores do que vem da curva.
'''
M["tune-read"] = '''Com os mesmos dados, **passar a todos os descritores ajuda a reta e a curva, e a curva ajuda com quatro e com todos**. A reta com todos os descritores erra menos que a curva com quatro. E a SVR ganha da floresta, que costuma ser a "referência forte" dos artigos. É dela que a rede precisa ganhar. Os intervalos dessas diferenças estão na seção 11.

## 7 · A rede em sete passos

Os sete passos da aula: carregar, definir, compilar, preparar, ajustar, prever, avaliar. (Nos slides, `from tensorflow import keras`; hoje, `import keras`.) **1 · Carregar** já fizemos. **4 · Preparar** vem antes aqui, porque a rede precisa do número de colunas. Por ora, só a primeira das três rodadas:
'''
M["define-text"] = '''**2 · Definir a arquitetura.** Duas camadas densas ocultas e uma saída linear: $\\log S$ pode ser qualquer número. O viés da saída começa na média do treino, e a rede só precisa aprender o que a corrige. Uma camada com $k$ entradas e $m$ neurônios calcula $\\mathbf{h} = f(\\mathbf{x}\\mathbf{W} + \\mathbf{b})$ e tem $k\\,m + m$ parâmetros: confira.
'''
M["compile-text"] = '''**3 · Compilar.** A perda é o erro quadrático médio (MSE), o quadrado do RMSE; o otimizador é o Adam.
'''
M["fit-text"] = '''**5 · Ajustar.** A cada época, a rede vê o treino todo, em lotes de 32 moléculas. (Rodar esta célula de novo continua o treino; para recomeçar, rode também a da definição.)
'''
M["predict-text"] = '''**6 · Prever** e **7 · avaliar**, na validação. O cofre continua fechado.
'''
M["predict-read"] = '''No treino o erro é pequeno; na validação, várias vezes maior. Uma rede que decorou o treino parece ótima para quem só olha o treino.

## 8 · Subajuste e sobreajuste

A aula dá três razões para o sobreajuste: ruídos, incerteza, características raras. Testemos a primeira. Uma rede larga, 100 moléculas de treino, nenhum freio; e a mesma rede com as mesmas moléculas, mas com um ruído de desvio 1 somado às medidas **do treino**. Só o ruído muda.
'''
M["overfit-alt"] = '''A figura mostra dois painéis com o RMSE por época, treino em linha cheia e validação tracejada. Nos dois, a primeira época erra muito no treino **e** na validação: é o **subajuste**, a rede ainda não aprendeu. Nos dois, o treino vai quase a zero. Com as medidas do arquivo, a validação desce e fica perto do menor valor. Com ruído, ela desce, passa pelo ponto marcado e **sobe**: é a curva da aula, o **sobreajuste**. A rede gastou as últimas épocas decorando o ruído.

O melhor ponto fica entre os dois. Na seção 12, os freios (dropout e parada antecipada) são medidos.

## 9 · Escolher a rede com a validação cruzada

Duas escolhas, nas mesmas três rodadas em que os modelos simples foram ajustados: a função de ativação (ReLU ou SiLU, $f(a) = a\\,\\sigma(a)$, uma ReLU suave) e o **dropout**, que a cada passo apaga ao acaso uma fração dos neurônios (0 ou 0,1). A taxa de aprendizado diminui até zero (cosseno): passos largos no começo, finos no fim.
'''
M["kfold-run-text"] = '''(O `steps_per_execution` só poupa tempo: o TensorFlow dá todos os passos de uma época de uma vez.)
'''
M["kfold-read"] = '''Compare coluna a coluna, na mesma rodada: com as duas ativações, o dropout de 0,1 erra menos nas três. Entre as duas ativações com dropout, a diferença de médias não passa de milésimos: ficamos com a menor, sem fazer disso uma lei. E, na validação cruzada, uma rede só não passa a SVR da seção 6.

## 10 · O cofre se abre

O protocolo, com tudo já escolhido: **cinco rodadas**; em cada uma, um quinto do cofre é o teste, e todos os modelos treinam com o resto do arquivo. Cada composto do cofre é previsto uma vez, por modelos que não o viram, e nenhum deles ajudou a escolher nada.

Uma ressalva: as larguras das camadas, as épocas e a taxa de aprendizado vêm de versões anteriores desta lição, em que notas de teste tinham sido vistas. São escolhas grosseiras; a seção 9 refez as demais.
'''
M["answer-text"] = '''Redes iguais que partem de pesos sorteados diferentes erram de modos diferentes. Treinamos quatro em cada rodada, e também respondemos com a **média do conjunto** (*ensemble*).
'''
M["scores-text"] = '''O RMSE no teste, média ± desvio padrão das cinco rodadas, do pior ao melhor:
'''
M["compare-read"] = '''Delaney escreveu, no resumo que a aula mostra, que acerta "por um fator de 5 a 8": é a linha dele aqui (e as previsões **não são de teste**: é provável que estes compostos estejam entre os que ele usou). As três últimas linhas quase empatam. Quanto vale cada diferença? As rodadas são as mesmas para todos: comparamos **par a par**, com o intervalo de 95 % de um teste t pareado.
'''
M["paired-read"] = '''Onde o intervalo não contém o zero, a diferença aparece em todas as rodadas; onde contém, não sabemos o sinal. (As rodadas compartilham quase todo o treino, e por isso os intervalos são um pouco estreitos demais.) O que se pode dizer:

- a rede ganha da reta e da floresta;
- **a rede não ganha da SVR**, nem perde: com mil moléculas e bons descritores, um modelo que treina em menos de um segundo faz o mesmo;
- o conjunto ganha de uma rede só. Não é sorte: a seção 14 mostra que não poderia ser de outro modo.
'''
M["parity-alt"] = '''A figura mostra o previsto contra o medido para os compostos do cofre: à esquerda a reta com quatro descritores, à direita o conjunto de redes. A linha cheia é o acerto; as pontilhadas, um fator de dez para cima e para baixo. À direita a nuvem é mais estreita, e os poucos pontos fora saltam aos olhos. São eles o assunto da seção 16.

**O resultado da aula:** dá, com erro típico de um fator de três a quatro. A maior parte do ganho veio dos descritores e de deixar a reta; a rede empata com o melhor modelo simples.

## 11 · De onde veio o ganho (para ir além)

A tabela 2 × 2 da seção 6, agora no cofre: quanto o RMSE cai em cada troca, com o intervalo.
'''
M["two-by-two-read"] = '''A ordem importa. Para quem parte da reta com quatro descritores, o maior passo é passar a todos; o de deixar a reta é menor, e com todos os descritores o intervalo já encosta no zero. "O ganho da não linearidade" não é um número: depende do que já se tinha.

## 12 · Os freios (para ir além)

A **parada antecipada** (*early stopping*) interrompe quando a validação deixa de melhorar e devolve os melhores pesos. Se a nota fosse lida nessa mesma validação, sairia otimista: foi ela que escolheu a época. Por isso lemos o erro nas moléculas do treino que nem a rede nem a parada viram.
'''
M["brakes-read"] = '''Com ruído, dropout e parada antecipada juntos ajudam; com as medidas do arquivo, **atrapalham**: com só 100 moléculas, apagar metade dos neurônios custa mais do que poupa. Um freio não é bom nem mau; depende do que há para decorar. (É uma semente; para afirmar mais, repita com outras.)

## 13 · Famílias novas: composição ou novidade? (para ir além)

O sorteio espalha moléculas aparentadas pelos dois lados, e quem usa o modelo quer prever compostos **novos**. A **divisão por esqueleto** imita isso: o esqueleto de Bemis e Murcko (1996) é o que sobra sem as cadeias laterais (o RDKit guarda também os átomos ligados ao anel por ligação dupla), e moléculas de mesmo esqueleto ficam do mesmo lado.
'''
M["scaffolds-text"] = '''Moléculas sem anel ou só com um benzeno são metade do arquivo: não cabem num teste e nunca são "família nova". A divisão por esqueleto só testa as de esqueleto **raro** (até 5 % do arquivo). Isso mistura duas coisas: as raras podem ser mais difíceis por si (**composição**), e perdem os parentes no treino (**novidade**). Para separá-las, cada molécula rara é respondida duas vezes: com parentes no treino e sem.
'''
M["other-half-text"] = '''E, com parentes, para o arquivo todo: às respostas do cofre juntamos as da outra metade.
'''
M["composition-read"] = '''A leitura usual diria que o erro do conjunto "sobe" do primeiro número de cada linha para o último, e poria tudo na conta da novidade. Perto da metade dessa subida já está lá **com** os parentes no treino: é composição. O resto é novidade. Quanto, com que certeza? Sorteamos famílias inteiras, com reposição (*bootstrap*):
'''
M["novelty-read"] = '''Nenhum intervalo contém o zero: perder os parentes custa mesmo. À reta custa menos, e à SVR, que é feita de morros em torno das moléculas do treino, custa ao menos o mesmo que ao conjunto. E para um composto sem anel, o erro honesto é o dos comuns: "o número da divisão por esqueleto" só vale para famílias novas.

## 14 · O conjunto: um teorema, não uma descoberta (para ir além)

Para a média $\\bar f$ de $K$ redes, e qualquer $y$ (Krogh e Vedelsby, 1995):

$$\\frac{1}{K}\\sum_k (f_k - y)^2 \\;-\\; (\\bar f - y)^2 \\;=\\; \\frac{1}{K}\\sum_k (f_k - \\bar f)^2$$

O lado direito nunca é negativo: a média **não pode** errar mais que a rede típica, e ganha exatamente o que as redes discordam entre si. Confira, até o último dígito:
'''
M["ambiguity-read"] = '''Então vale procurar modelos bons que discordem. A SVR e o conjunto, por exemplo:
'''
M["ambiguity-two-read"] = '''A média dos dois tem o menor RMSE de todos, mas os intervalos contêm o zero: o teorema garante ganho sobre a **média** dos dois MSE, não sobre o melhor deles.

## 15 · Quanto confiar em cada previsão? (para ir além)

O desvio entre as redes avisa onde elas erram?
'''
M["spread-read"] = '''Avisa um pouco: onde discordam, erram mais. Mas não é barra de erro: se fosse (e o erro, normal), 95 % dos erros caberiam em ±2 desvios. O desvio só vê o sorteio dos pesos iniciais; não vê o ruído das medidas nem o que falta nos descritores, que são comuns a todas as redes.

Uma barra de erro que vale, em duas linhas (predição **conforme**): a margem que cobriu 90 % dos erros em compostos que as redes não viram, na metade de escolha, deve cobrir uns 90 % dos próximos, **se** forem sorteados do mesmo modo.
'''
M["conformal-read"] = '''No cofre, sorteado como a outra metade, a promessa quase se cumpre. Em moléculas de família nova, não: ali a condição "do mesmo modo" é falsa, e nada na previsão avisa.

## 16 · As piores são um detector de dados errados (para ir além)

De todas as respostas em divisão aleatória, as doze em que o conjunto mais errou, com o que dizem a SVR e Delaney:
'''
M["worst-figure-text"] = '''Antes de culpar a rede, olhe uma por uma:
'''
M["worst-alt"] = '''x
'''
M["acids-read"] = '''x
'''
M["broken-read"] = '''x
'''
M["worst-alt"] = '''A figura mostra as doze moléculas com o nome embaixo, da pior à décima segunda; os nomes são os do arquivo, em inglês. Quando a rede, a SVR e a equação de Delaney, três modelos diferentes, concordam entre si e discordam da medida, **suspeite da medida**: é o caso da fenolftaleína, que em água neutra é o indicador incolor e não está ionizada. Outros casos pedem uma conta:
'''
M["acids-read"] = '''- **Vamidotiona**: os 4003 g por litro da seção 3. Não é uma concentração em solução; nenhum modelo deveria acertá-la.
- **Etofenprox**: a conta dá 0,0000009 g/L, quase 1 µg/L. Um número tão redondo parece o limite de um método ("menos de 1 µg/L"); só a fonte original diria.
- **Cumatetralil e bromadiolona** são 4-hidroxicumarinas, ácidos como a varfarina ($\\mathrm{p}K_a$ perto de 5). A pH 7, quase tudo é íon, e o íon se dissolve; os descritores veem a molécula neutra. Descontado o íon, $\\log S_0 = \\log S - \\log(1 + 10^{\\mathrm{pH} - \\mathrm{p}K_a})$, a medida desce dois e fica bem mais perto da rede. A do cumatetralil foi mesmo feita a pH 7 (425 mg/L, segundo a ficha de segurança); que a outra também, supomos.
- **Ftalato de dioctila**: um óleo cujas gotículas suspensas contam como dissolvidas. Com agitação lenta, que as evita, Ellington (1999) mede muito menos: de novo, mais perto da rede.

E a gentisina? Olhe o desenho: os anéis não são aromáticos. No texto do arquivo, há anéis com parte das letras minúsculas e parte maiúsculas. Procuremos **todos** os casos desse tipo, não só o que saltou aos olhos:
'''
M["broken-read"] = '''Três em 1128, e nenhuma está certa. Comparemos com as estruturas corretas, e também a de dois nomes mais que aparecem entre os piores erros, o Dimecron (fosfamidona) e a diosgenina. Para as mesmas cinco, a rede responde de novo, treinada sem elas:
'''
M["structures-text"] = '''Fórmulas diferentes denunciam três. O Dimecron e a diosgenina têm a fórmula certa e as ligações erradas: só o desenho mostra.
'''
M["structures-alt"] = '''A figura mostra, lado a lado, cada molécula como está no arquivo e a correta: a gentisina e a meconina perdem a aromaticidade; a "ftalamida" do arquivo é um anel de imida estragado (consertado, seria a ftalimida, outro composto ainda); o Dimecron tem a dupla ligação e a metila fora do lugar; à diosgenina falta o carbono espiro que une dois anéis. E o que a rede diz de cada uma?
'''
M["again-read"] = '''TODO AGAIN
'''
M["crystals-text"] = '''### O que falta: o cristal

O resumo de Delaney cita a **equação geral da solubilidade** (Ran e Yalkowsky, 2001): $\\log S = 0{,}5 - 0{,}01\\,(T_f - 25) - \\log P$, com o ponto de fusão $T_f$ em °C (25 para os líquidos). Dissolver é arrancar a molécula do cristal e misturá-la à água; $T_f$ mede a primeira parte. Isômeros têm a mesma fórmula e quase o mesmo $\\log P$: comparando cada um com a média dos seus isômeros, sobra o cristal. Pontos de fusão do *CRC Handbook*:
'''
M["crystals-read"] = '''TODO SLOPES
'''
M["crystals-alt"] = '''TODO CRYSTALS
'''
M["failure"] = '''## 17 · Errar de propósito (para ir além)

**Descritores sem preparo.** A mesma rede, com as colunas cruas e o `Ipc` que explode:
'''
M["failure-scale-read"] = '''TODO RAW

**Parar o treino olhando para o teste.** Parece inocente. Para medir o engano sem gastar o cofre, façamos da validação um "teste": guardamos as previsões de cada época, repartimos as moléculas em duas metades ao acaso, escolhemos a época numa metade e lemos o RMSE nas duas.
'''
M["failure-peek-text"] = '''As duas metades são sorteadas e, sem escolha, dariam em média o mesmo. A diferença é puro otimismo, só de escolher **uma** coisa, a época. Quem escolhe no teste também as camadas, o dropout e a semente acumula mais.

## 18 · Resultados

"Aleatória": o cofre, seção 10. "Por esqueleto": os compostos do cofre de esqueleto raro, respondidos sem parentes no treino (seção 13).
'''
M["results-read"] = '''O número publicado, 0,58, é de uma rede de grafos (MPNN; Wu et al., 2018): um só modelo, treinado com 80 % do arquivo, em outros sorteios. Por isso está ao lado de "uma rede", que treinou com 90 %: não é uma vitória, é a mesma faixa, com descritores clássicos e poucos minutos.

A última célula confere os limites, nunca os dígitos: outro processador arredonda de outro modo.
'''
M["exercises"] = '''## 19 · Exercícios

Em cada célula, troque as reticências pela sua resposta e rode. O `check` diz ⏳ (em branco), ✗ e uma dica, ou ✓. Enquanto a resposta não estiver certa, ele devolve a de referência, para que a lição rode até o fim. A solução está dobrada abaixo de cada um; tente antes.

**Exercício 5.1.** Escreva a função que devolve a solubilidade em g/L.
'''
EX = {2: "O quarto descritor de Delaney: a fração dos átomos pesados que são aromáticos.",
      3: "Dois SMILES, a mesma molécula?",
      4: "O RMSE, só com o NumPy.",
      5: "Escale `other` sem deixar que ele participe das estatísticas.",
      6: "A validação cruzada da aula: reparta $n$ exemplos em $K$ rodadas.",
      7: "Construa a rede. A saída é um $\\log S$, quase sempre negativo, e começa na média do treino."}
M["more"] = '''**Para ir além** (sem correção automática): treine a rede da seção 9 só com os quatro descritores e ponha-a na tabela 2 × 2. E quantas moléculas de treino ela precisa para alcançar a SVR? Desenhe o RMSE contra o tamanho do treino.

### Preveja a solubilidade da sua molécula

Quatro redes treinadas com o arquivo inteiro. A margem é a da seção 15: vale para moléculas parecidas com as do arquivo.
'''
M["your-text"] = '''Três exemplos para começar, e um texto que não é molécula. Troque pelos seus:
'''
M["your-read"] = '''TODO YOURS
'''
M["quiz"] = '''## 20 · Quiz

<details><summary>1. Um modelo erra 0,6 em log S. Por que fator, tipicamente, ele erra a solubilidade?</summary>

Por cerca de quatro: $10^{0{,}6} \\approx 4$.
</details>

<details><summary>2. Por que a média e o desvio das colunas vêm só do treino?</summary>

Porque, no uso real, as moléculas novas não estavam lá quando a escala foi calculada. Usar o teste na escala é deixar que ele participe do treino: é vazamento, e o erro medido fica otimista.
</details>

<details><summary>3. A curva de treino desce; a de validação desce e depois sobe. O que está acontecendo? E se as duas ainda estão altas?</summary>

No primeiro caso, sobreajuste: a rede decora o treino. No segundo, subajuste: ela ainda não aprendeu (ou é pequena demais).
</details>

<details><summary>4. Um artigo diz que a média de cinco redes "superou" uma rede só. É um resultado?</summary>

Não: em MSE, a média nunca erra mais que a rede típica. Resultado é dizer quanto, e se supera a melhor alternativa.
</details>

<details><summary>5. O RMSE é 0,55 na divisão aleatória e 0,75 na por esqueleto. O modelo perde 0,20 em famílias novas?</summary>

Talvez menos. A divisão por esqueleto só testa moléculas de esqueleto raro, que já são mais difíceis. Compare as mesmas moléculas, com e sem parentes no treino.
</details>

<details><summary>6. Sorbitol e manitol têm o mesmo SMILES aqui e solubilidades diferentes. Mais dados iguais a estes resolveriam? E uma rede maior?</summary>

Nem uma coisa nem outra: a entrada não distingue os dois. Só uma entrada mais rica (a estereoquímica, o cristal) resolveria.
</details>

## 21 · Resumo

- Lê-se na molécula, em boa parte, a solubilidade: o erro no cofre é de TODO ENS em $\\log S$, um fator de três a quatro.
- Metade dos dados escolhe, a outra mede; as cópias de uma molécula andam juntas.
- Com todos os descritores, até a reta erra menos que a curva com quatro. A rede ganha da reta e da floresta e empata com a SVR, ajustada com o mesmo cuidado.
- A média de um conjunto não pode errar mais que a rede típica; o ganho é a discordância.
- Da subida do erro para famílias novas, perto da metade é composição.
- Os piores erros levaram a cinco estruturas erradas, a um número impossível e ao que falta nos descritores: o íon e o cristal.

## Glossário

| português | inglês |
|---|---|
| camada densa | dense layer |
| conjunto de redes | ensemble |
| descritor | descriptor |
| divisão por esqueleto | scaffold split |
| dropout | dropout |
| época; lote | epoch; batch |
| floresta aleatória | random forest |
| incerteza; predição conforme | uncertainty; conformal prediction |
| parada antecipada | early stopping |
| regressão por vetores de suporte | support vector regression (SVR) |
| subajuste; sobreajuste | underfitting; overfitting |
| taxa de aprendizado | learning rate |
| validação cruzada em K partes | K-fold cross-validation |
| vazamento | data leakage |

## Referências

1. J. S. Delaney, *ESOL: Estimating Aqueous Solubility Directly from Molecular Structure*, J. Chem. Inf. Comput. Sci. **44**, 1000 (2004). <https://doi.org/10.1021/ci034243x>
2. Z. Wu et al., *MoleculeNet: a benchmark for molecular machine learning*, Chem. Sci. **9**, 513 (2018). <https://doi.org/10.1039/C7SC02664A>
3. D. Weininger, *SMILES, a chemical language and information system*, J. Chem. Inf. Comput. Sci. **28**, 31 (1988). <https://doi.org/10.1021/ci00057a005>
4. A. Avdeef, *Multi-lab intrinsic solubility measurement reproducibility in CheqSol and shake-flask methods*, ADMET & DMPK **7**, 210 (2019). <https://doi.org/10.5599/admet.698>
5. G. W. Bemis, M. A. Murcko, *The properties of known drugs. 1. Molecular frameworks*, J. Med. Chem. **39**, 2887 (1996). <https://doi.org/10.1021/jm9602928>
6. A. Krogh, J. Vedelsby, *Neural network ensembles, cross validation, and active learning*, NIPS **7**, 231 (1995).
7. Y. Ran, S. H. Yalkowsky, *Prediction of drug solubility by the general solubility equation (GSE)*, J. Chem. Inf. Comput. Sci. **41**, 354 (2001). <https://doi.org/10.1021/ci000338c>
8. J. J. Ellington, *Octanol/water partition coefficients and water solubilities of phthalate esters*, J. Chem. Eng. Data **44**, 1414 (1999).
9. F. Chollet, *Deep Learning with Python*, 2ª ed., Manning (2021), caps. 4 e 5: validação cruzada e sobreajuste.
'''

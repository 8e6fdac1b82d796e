C = {}
C["imports"] = '''
import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from keras import layers
from rdkit import Chem, DataStructs
from rdkit.Chem import AllChem, Descriptors
from rdkit.Chem.rdMolDescriptors import CalcMolFormula
from scipy.stats import spearmanr, ttest_rel
from sklearn.ensemble import RandomForestRegressor
from sklearn.feature_selection import VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.metrics import root_mean_squared_error
from sklearn.model_selection import GridSearchCV, GroupKFold, GroupShuffleSplit
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVR

from utils import datasets, plotting
from utils.chem.parents import LARGEST, warnings_of
from utils.chem.smiles import read, scaffold, why_invalid
from utils.exercises import check
from utils.results import decimal, record, result
'''
C["log-s-scale"] = '''
for exponent in [0, -1, -2, -4, -6]:
    molar = 10.0**exponent
    grams = decimal(molar * 180.16, 5)
    print(f"log S = {decimal(exponent, 0)}: {decimal(molar, 6)} mol/L, {grams} g/L")
'''
C["known-molecules"] = '''
known = {
    "etanol": "CCO",
    "ácido acético": "CC(=O)O",
    "benzeno": "c1ccccc1",
    "aspirina": "CC(=O)Oc1ccccc1C(=O)O",
    "cafeína": "Cn1cnc2c1c(=O)n(C)c(=O)n2C",
    "glicose": "OCC1OC(O)C(O)C(O)C1O",
}
plotting.show_molecules(known.values(), known.keys(), per_row=3)
'''
C["canonical"] = '''
for text in ["OCC", "C(C)O", "C1=CC=CC=C1", "c1ccccc1", "C1CC", "CO₂"]:
    molecule = read(text)
    canonical = "inválido" if molecule is None else Chem.MolToSmiles(molecule)
    print(f"{text:11s} → {canonical}")
'''
C["load"] = '''
esol = datasets.load_esol()
log_s = esol["log_s"].to_numpy()
print(f"{len(esol)} compostos")
first = esol[["name", "smiles", "log_s", "log_s_delaney"]].head(6)
print(first.to_string(index=False, float_format=decimal))
'''
C["histogram"] = '''
print(f"média {decimal(log_s.mean())}, desvio padrão {decimal(log_s.std())}")
fig, ax = plt.subplots()
ax.hist(log_s, bins=40, color=plotting.PALETTE["blue"])
ax.axvline(log_s.mean(), color=plotting.PALETTE["red"], label="média")
ax.set(xlabel="log S medido (log₁₀ mol/L)", ylabel="número de compostos")
plotting.comma_ticks(ax.xaxis)
ax.legend()
plt.show()
'''
C["extremes"] = '''
ordered = esol.sort_values("log_s")
extremes = pd.concat([ordered.head(4), ordered.tail(4)])
masses = [Descriptors.MolWt(read(text)) for text in extremes["smiles"]]
shown = extremes[["name", "log_s"]].assign(g_por_L=10 ** extremes["log_s"] * masses)
print(shown.to_string(index=False, float_format=decimal))
plotting.show_molecules(extremes["smiles"], extremes["log_s"].map(decimal))
'''
C["duplicates"] = '''
molecule_of = esol["canonical_smiles"].to_numpy()
print(f"{len(set(molecule_of))} moléculas em {len(esol)} linhas")
copies = esol.groupby("canonical_smiles")["log_s"]
apart = (copies.max() - copies.min()).idxmax()
pair = esol.loc[molecule_of == apart, ["name", "smiles", "log_s"]]
print(pair.to_string(index=False, float_format=decimal))
'''
C["four-descriptors"] = '''
def four_descriptors(molecule):
    heavy = [atom for atom in molecule.GetAtoms() if atom.GetAtomicNum() > 1]
    aromatic = sum(atom.GetIsAromatic() for atom in heavy)
    return {
        "logP": Descriptors.MolLogP(molecule),
        "M": Descriptors.MolWt(molecule),
        "RB": Descriptors.NumRotatableBonds(molecule),
        "AP": aromatic / max(len(heavy), 1),
    }


molecules = [read(text) for text in esol["smiles"]]
four = pd.DataFrame([four_descriptors(molecule) for molecule in molecules])
print("X, quatro descritores:", four.shape, " y:", log_s.shape)
'''
C["four-scatter"] = '''
axis_names = ["log P", "M (g/mol)", "RB (ligações)", "AP (fração)"]
fig, axes = plt.subplots(2, 2, figsize=(8, 6.4), sharey=True)
for ax, column, axis_name in zip(axes.flat, four, axis_names, strict=True):
    ax.plot(four[column], log_s, ".", markersize=4, alpha=0.4)
    r = decimal(np.corrcoef(four[column], log_s)[0, 1])
    ax.set(xlabel=axis_name, title=f"r = {r}")
    plotting.comma_ticks(ax.xaxis, ax.yaxis)
fig.supylabel("log S (log₁₀ mol/L)")
plt.show()
'''
C["descriptors"] = '''
def described(some_molecules):
    return pd.DataFrame(
        [Descriptors.CalcMolDescriptors(m, missingVal=np.nan) for m in some_molecules]
    )


table = described(molecules)
descriptors = table.to_numpy(dtype=float)
print("X, todos os descritores:", descriptors.shape)
print("colunas constantes:", int((descriptors.std(axis=0) == 0).sum()))
print("valores ausentes:", int(np.isnan(descriptors).sum()))
largest = f"{table.max().max():.1e}".replace(".", ",")
print("maior valor:", largest, "na coluna", table.max().idxmax())
'''
C["preparation"] = '''
def preparation():
    return make_pipeline(
        SimpleImputer(strategy="median"),  # o que falta
        VarianceThreshold(),  # colunas constantes, fora
        StandardScaler(),  # (x − média) / desvio
        FunctionTransformer(np.clip, kw_args={"a_min": -5, "a_max": 5}),
    )
'''
C["kfold-toy"] = '''
toy = np.arange(9)
for fit, held in GroupKFold(3).split(toy, groups=toy):
    row = ["V" if i in held else "T" for i in toy]
    print(f"{' '.join(row)}   treino {fit}   validação {held}")
'''
C["vault"] = '''
halves = GroupShuffleSplit(n_splits=1, test_size=0.5, random_state=0)
choosing, vault = next(halves.split(molecule_of, groups=molecule_of))
kfold = GroupKFold(3, shuffle=True, random_state=0)
parts = kfold.split(choosing, groups=molecule_of[choosing])
folds = [(choosing[fit], choosing[held]) for fit, held in parts]
train, validation = folds[0]
both_sides = set(molecule_of[choosing]) & set(molecule_of[vault])
print(f"para escolher: {len(choosing)}   no cofre: {len(vault)}")
print(f"moléculas nas duas metades: {len(both_sides)}")
print(f"primeira rodada: treino {len(train)}   validação {len(validation)}")
'''
C["tune"] = '''
def tune(columns, estimator, grid):
    pipeline = Pipeline([("preparo", preparation()), ("modelo", estimator)])
    search = GridSearchCV(
        pipeline,
        {f"modelo__{key}": values for key, values in grid.items()},
        scoring="neg_root_mean_squared_error",
        cv=folds,
        refit=False,
    )
    search.fit(columns, log_s)
    return pipeline.set_params(**search.best_params_), search
'''
C["candidates"] = '''
line_grid, curve_grid = {"alpha": [0.1, 1, 10, 30, 100]}, {"C": [10, 30, 100]}
trees = course.pick(aula=100, teste=10)
forest = RandomForestRegressor(trees, n_jobs=2, random_state=0)
four_gammas, all_gammas = [0.1, 0.25, 0.5], [0.001, 0.002, 0.005, 0.01]
few_columns = four.to_numpy()
candidates = {
    "reta, 4 descritores": (few_columns, Ridge(), line_grid),
    "SVR, 4 descritores": (few_columns, SVR(), {**curve_grid, "gamma": four_gammas}),
    "reta, todos": (descriptors, Ridge(), line_grid),
    "SVR, todos": (descriptors, SVR(), {**curve_grid, "gamma": all_gammas}),
    "floresta, todos": (descriptors, forest, {"max_features": [0.1, 0.33, 0.66]}),
}
'''
C["tune-run"] = '''
simple_models = {}
for name, (columns, estimator, grid) in candidates.items():
    pipeline, search = tune(columns, estimator, grid)
    simple_models[name] = columns, pipeline
    best = search.best_params_.items()
    settings = ", ".join(f"{key.split('__')[1]} {value:g}" for key, value in best)
    print(f"{name:20s} RMSE {decimal(-search.best_score_, 3)}   ({settings})".replace(".", ","))
'''
C["prepared"] = '''
def prepared(fit_rows, other_rows):
    scale = preparation()
    x_fit = scale.fit_transform(descriptors[fit_rows])
    return x_fit, scale.transform(descriptors[other_rows])


x_train, x_validation = prepared(train, validation)
y_train, y_validation = log_s[train], log_s[validation]
print("treino:", x_train.shape, " validação:", x_validation.shape)
'''
C["define"] = '''
keras.utils.set_random_seed(5)
start = keras.initializers.Constant(y_train.mean())
model = keras.Sequential(
    [
        keras.Input(shape=(x_train.shape[1],)),
        layers.Dense(128, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(1, bias_initializer=start),
    ]
)
for layer in model.layers:
    kernel, bias = layer.get_weights()
    print(f"W {kernel.shape}, b {bias.shape}: {layer.count_params()} parâmetros")
'''
C["compile"] = '''
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=1e-3),
    loss="mse",
    metrics=[keras.metrics.RootMeanSquaredError(name="rmse")],
)
'''
C["fit"] = '''
history = model.fit(
    x_train,
    y_train,
    validation_data=(x_validation, y_validation),
    epochs=course.pick(aula=60, teste=3),
    batch_size=32,
    verbose=0,
)
print(f"RMSE no treino, última época: {decimal(history.history['rmse'][-1])}")
'''
C["predict"] = '''
predicted = model.predict(x_validation, verbose=0)[:, 0]
loss, error = model.evaluate(x_validation, y_validation, verbose=0)
print("forma da previsão:", predicted.shape)
print(f"perda (MSE) {decimal(loss)}, RMSE {decimal(error)}: fator {decimal(10**error, 1)} em S")
'''
C["overfit-build"] = '''
def wide_network(dropout):
    network = keras.Sequential([keras.Input((x_train.shape[1],))])
    for _ in range(2):
        network.add(layers.Dense(256, activation="relu"))
        network.add(layers.Dropout(dropout))
    network.add(layers.Dense(1, bias_initializer=start))
    rmse_metric = keras.metrics.RootMeanSquaredError(name="rmse")
    network.compile(keras.optimizers.Adam(1e-3), loss="mse", metrics=[rmse_metric])
    return network
'''
C["overfit-fit"] = '''
few = slice(0, 100)
noise = np.random.default_rng(5).normal(0, 1, 100)
few_labels = {"medidas do arquivo": y_train[few], "com ruído": y_train[few] + noise}


def fit_few(y_few, dropout, callbacks):
    keras.utils.set_random_seed(5)
    network = wide_network(dropout)
    watched = network.fit(
        x_train[few],
        y_few,
        validation_data=(x_validation, y_validation),
        epochs=course.pick(aula=100, teste=4),
        batch_size=32,
        callbacks=callbacks,
        verbose=0,
    )
    return watched.history, network
'''
C["overfit-run"] = '''
curves, free = {}, {}
for name, y_few in few_labels.items():
    curves[name], free[name] = fit_few(y_few, 0.0, [])
    seen = curves[name]["val_rmse"]
    told = [decimal(value) for value in (seen[0], min(seen), seen[-1])]
    print(f"{name:19s} validação: primeira, menor e última época", *told)
plotting.plot_history(curves, "RMSE (log₁₀ mol/L)", key="rmse", top=2)
'''
C["train-network"] = '''
def train_network(x, y, activation="silu", dropout=0.1, seed=0):
    keras.utils.clear_session()  # devolve a memória das redes anteriores
    keras.utils.set_random_seed(seed)
    network = keras.Sequential([keras.Input((x.shape[1],))])
    for units in (128, 64):
        network.add(layers.Dense(units, activation=activation))
        network.add(layers.Dropout(dropout))
    bias = keras.initializers.Constant(y.mean())
    network.add(layers.Dense(1, bias_initializer=bias))
    epochs, batch = course.pick(aula=20, teste=1), 32
    steps = int(np.ceil(len(x) / batch))
    rate = keras.optimizers.schedules.CosineDecay(2e-3, epochs * steps)
    network.compile(
        keras.optimizers.Adam(rate), loss="mse", steps_per_execution=steps
    )
    network.fit(x, y, batch_size=batch, epochs=epochs, verbose=0)
    return network
'''
C["kfold-run"] = '''
choices = {}
for activation in ("relu", "silu"):
    for dropout in (0.0, 0.1):
        choices[activation, dropout] = []
        for fit, held in folds[: course.pick(aula=3, teste=1)]:
            x_fit, x_held = prepared(fit, held)
            network = train_network(x_fit, log_s[fit], activation, dropout)
            squared_error = (np.asarray(network(x_held))[:, 0] - log_s[held]) ** 2
            choices[activation, dropout].append(squared_error.mean() ** 0.5)
'''
C["kfold-table"] = '''
for (activation, dropout), errors in choices.items():
    by_fold = "  ".join(decimal(value, 3) for value in errors)
    print(f"{activation} {decimal(dropout, 1)}: {by_fold}   média {decimal(np.mean(errors), 3)}")
best_choice = min(choices, key=lambda choice: np.mean(choices[choice]))
chosen = dict(zip(("activation", "dropout"), best_choice, strict=True))
print("escolhida:", *best_choice)
'''
C["rounds"] = '''
def rounds_of(tested, families, number):
    """Cada rodada testa uma parte de `tested` e treina com todo o resto do arquivo."""
    splitter = GroupKFold(number, shuffle=True, random_state=0)
    pieces = splitter.split(tested, groups=families[tested])
    everything = np.arange(len(esol))
    return [(np.setdiff1d(everything, tested[i]), tested[i]) for _, i in pieces]


repeats = course.pick(aula=5, teste=2)
random_rounds = rounds_of(vault, molecule_of, repeats)
for number, (fit, tested) in enumerate(random_rounds, start=1):
    print(f"rodada {number}: treino {len(fit)}, teste {len(tested)}")
'''
C["answer"] = '''
MEMBERS = course.pick(aula=4, teste=2)
NETWORKS = [f"rede {number}" for number in range(1, MEMBERS + 1)]


def answer(rounds, models):
    """O que cada modelo responde a cada molécula testada, sem ter treinado com ela."""
    answers = pd.DataFrame(index=np.concatenate([tested for _, tested in rounds]))
    for number, (fit, tested) in enumerate(rounds):
        answers.loc[tested, "rodada"] = number
        answers.loc[tested, "a média do treino"] = log_s[fit].mean()
        for name, (columns, pipeline) in models.items():
            pipeline.fit(columns[fit], log_s[fit])
            answers.loc[tested, name] = pipeline.predict(columns[tested])
        x_fit, x_tested = prepared(fit, tested)
        for seed, name in enumerate(NETWORKS, start=10 * number):
            network = train_network(x_fit, log_s[fit], seed=seed, **chosen)
            answers.loc[tested, name] = np.asarray(network(x_tested))[:, 0]
    answers["conjunto de redes"] = answers[NETWORKS].mean(axis=1)
    return answers
'''
C["answer-run"] = '''
random_answers = answer(random_rounds, simple_models)
delaney = esol["log_s_delaney"].loc[random_answers.index]
random_answers["Delaney, como publicada"] = delaney
print(f"{len(random_answers)} respostas, uma para cada composto do cofre")
'''
C["scores"] = '''
def scores(answers):
    """RMSE em cada rodada, uma coluna para cada modelo."""
    missed = answers.drop(columns="rodada").sub(log_s[answers.index], axis=0)
    by_round = (missed**2).groupby(answers["rodada"]).mean() ** 0.5
    by_round["uma rede"] = by_round[NETWORKS].mean(axis=1)
    return by_round.drop(columns=NETWORKS)


def mean_and_sd(values):
    return f"{decimal(values.mean(), 3)} ± {decimal(values.std(), 3)}"


random_scores = scores(random_answers)
ranked = random_scores.mean().sort_values(ascending=False).index
print(random_scores[ranked].apply(mean_and_sd).to_string())
'''
C["paired"] = '''
def paired(better, worse):
    interval = ttest_rel(worse, better).confidence_interval()
    low, high = decimal(interval.low, 3), decimal(interval.high, 3)
    return f"{decimal((worse - better).mean(), 3)} (de {low} a {high})"


ours = random_scores["conjunto de redes"]
for name in ["uma rede", "SVR, todos", "floresta, todos", "reta, todos"]:
    print(f"{name:16s} erra a mais: {paired(ours, random_scores[name])}")
'''
C["parity"] = '''
fig, panels = plt.subplots(1, 2, figsize=(9.2, 4.8), sharex=True, sharey=True)
ends, measured = np.array([-12.5, 2.5]), log_s[random_answers.index]
for panel, name in zip(panels, ["reta, 4 descritores", "conjunto de redes"], strict=True):
    panel.plot(measured, random_answers[name], "o", alpha=0.3, markersize=5)
    for shift, style in ((0, "-"), (-1, ":"), (1, ":")):
        panel.plot(ends, ends + shift, style, color="black", linewidth=1)
    close = np.mean(np.abs(random_answers[name] - measured) <= 1)
    print(f"{name:20s} dentro de um fator de dez: {close:.0%}")
    panel.set(title=name, xlabel="log S medido (log₁₀ mol/L)")
    plotting.comma_ticks(panel.xaxis, panel.yaxis)
panels[0].set_ylabel("log S previsto (log₁₀ mol/L)")
plt.show()
'''
C["two-by-two"] = '''
changes = {
    "da reta à curva, com 4 descritores": ("reta, 4 descritores", "SVR, 4 descritores"),
    "da reta à curva, com todos": ("reta, todos", "SVR, todos"),
    "de 4 a todos, com a reta": ("reta, 4 descritores", "reta, todos"),
    "de 4 a todos, com a curva": ("SVR, 4 descritores", "SVR, todos"),
}
for change, (before, after) in changes.items():
    print(f"{change:35s} {paired(random_scores[after], random_scores[before])}")
'''
C["brakes"] = '''
for name, y_few in few_labels.items():
    stop = keras.callbacks.EarlyStopping(
        "val_rmse", mode="min", patience=20, restore_best_weights=True
    )
    _, braked = fit_few(y_few, 0.5, [stop])
    for kind, network in {"sem freio": free[name], "com freios": braked}.items():
        unseen = np.asarray(network(x_train[100:]))[:, 0]
        missed_by = root_mean_squared_error(y_train[100:], unseen)
        print(f"{name:19s} {kind:10s} RMSE {decimal(missed_by)}")
'''
C["scaffolds"] = '''
for name in ["aspirina", "cafeína", "etanol"]:
    print(f"{name}: {known[name]} → {scaffold(known[name]) or '(sem anel)'}")
scaffolds = np.array([scaffold(text) for text in esol["smiles"]])
sizes = pd.Series(scaffolds).value_counts()
print(sizes.rename({"": "(sem anel)"}).head(4).to_string())
rare = sizes.loc[scaffolds].to_numpy() <= len(esol) / 20
print(f"de esqueleto raro: {rare.sum()} dos {len(esol)} compostos")
'''
C["scaffold-run"] = '''
two_models = {name: simple_models[name] for name in ["reta, todos", "SVR, todos"]}
family_rounds = rounds_of(np.flatnonzero(rare), scaffolds, repeats)
family_answers = answer(family_rounds, two_models)
print(f"{len(family_answers)} respostas a compostos de família nova")
'''
C["other-half"] = '''
other_half = answer(rounds_of(choosing, molecule_of, repeats), two_models)
everywhere = pd.concat([random_answers, other_half]).sort_index()
print(f"{len(everywhere)} respostas: o arquivo inteiro, em divisão aleatória")
'''
C["composition"] = '''
def rmse_of(answers, name, where):
    return decimal(root_mean_squared_error(log_s[where], answers.loc[where, name]))


rare_rows, common_rows = np.flatnonzero(rare), np.flatnonzero(~rare)
for name in ["reta, todos", "SVR, todos", "conjunto de redes"]:
    print(f"{name}: todos", rmse_of(everywhere, name, np.arange(len(esol))), end="")
    print(", comuns", rmse_of(everywhere, name, common_rows), end="")
    print(", raros", rmse_of(everywhere, name, rare_rows), end="")
    print(", raros sem parentes", rmse_of(family_answers, name, rare_rows))
'''
C["novelty"] = '''
def novelty(name, draws=1000):
    """Quanto o RMSE dos raros sobe sem parentes: intervalo de 95 %, sorteando famílias."""
    kin = (everywhere.loc[rare_rows, name] - log_s[rare_rows]) ** 2
    no_kin = (family_answers.loc[rare_rows, name] - log_s[rare_rows]) ** 2
    sums = pd.DataFrame({"kin": kin, "no_kin": no_kin, "n": 1})
    sums = sums.groupby(scaffolds[rare_rows]).sum().to_numpy()
    drawn = np.random.default_rng(0).integers(len(sums), size=(draws, len(sums)))
    before, after, n = sums[drawn].sum(axis=1).T
    rise = np.quantile(np.sqrt(after / n) - np.sqrt(before / n), [0.025, 0.975])
    return " a ".join(decimal(value) for value in rise)


for name in ["reta, todos", "SVR, todos", "conjunto de redes"]:
    print(f"{name:18s} sobe de {novelty(name)}")
'''
C["ambiguity"] = '''
truth = log_s[random_answers.index]
opinions = random_answers[NETWORKS].to_numpy()
alone = np.mean((opinions - truth[:, None]) ** 2)
together = np.mean((opinions.mean(axis=1) - truth) ** 2)
spread_term = np.mean(opinions.var(axis=1))
print("MSE de uma rede e do conjunto:", decimal(alone, 6), decimal(together, 6))
print(f"a diferença: {decimal(alone - together, 6)}")
print(f"a variância entre as redes: {decimal(spread_term, 6)}")
'''
C["ambiguity-two"] = '''
duo = random_answers[["conjunto de redes", "SVR, todos"]]
print(f"variância entre o conjunto e a SVR: {decimal(duo.var(axis=1, ddof=0).mean(), 3)}")
mixed = scores(random_answers.assign(mistura=duo.mean(axis=1)))
print("redes e SVR, a média:", mean_and_sd(mixed["mistura"]))
for name in duo:
    print(f"{name:18s} erra a mais: {paired(mixed['mistura'], mixed[name])}")
'''
C["spread"] = '''
spread = everywhere[NETWORKS].std(axis=1)
distance = (everywhere["conjunto de redes"] - log_s[everywhere.index]).abs()
print(f"correlação de postos: {decimal(spearmanr(spread, distance).statistic)}")
thirds = pd.qcut(spread, 3, labels=["concordam", "no meio", "discordam"])
print(distance.groupby(thirds, observed=True).mean().map(decimal).to_string())
print(f"erros dentro de ±2 desvios: {(distance <= 2 * spread).mean():.0%}")
'''
C["conformal"] = '''
calibration = (other_half["conjunto de redes"] - log_s[other_half.index]).abs()
margin = np.quantile(calibration, 0.9)
print(f"margem que cobre 90 % da metade de escolha: ± {decimal(margin)}")
for label, answers in (("cofre", random_answers), ("sem parentes", family_answers)):
    missed = (answers["conjunto de redes"] - log_s[answers.index]).abs()
    inside = f"{np.mean(missed <= margin):.0%} de {len(missed)}"
    print(f"{label}, dentro da margem: {inside}")
'''
C["worst"] = '''
checked = esol[["name", "log_s", "log_s_delaney", "smiles"]].copy()
checked["rede"] = everywhere["conjunto de redes"]
checked["SVR"] = everywhere["SVR, todos"]
checked["erro"] = checked["rede"] - log_s
places = checked["erro"].abs().rank(ascending=False).astype(int)
worst = checked.loc[places.sort_values().index].head(12)
print(worst.drop(columns="smiles").to_string(index=False, float_format=decimal))
'''
C["worst-figure"] = '''
plotting.show_molecules(worst["smiles"], worst["name"], per_row=3)
'''
C["acids"] = '''
named = ["vamidothion", "Etofenprox", "Coumatetralyl", "bromadiolone"]
limits = checked[checked["name"].isin(named)][["name", "log_s", "rede", "SVR"]].copy()
mass_of = checked["smiles"].map(lambda text: Descriptors.MolWt(read(text)))
limits["g_por_L"] = 10 ** limits["log_s"] * mass_of.loc[limits.index]
ionised = limits["name"].isin(named[2:])  # ácidos: pKa 5 em água a pH 7
limits["log_s_neutro"] = (limits["log_s"] - np.log10(1 + 10 ** (7 - 5))).where(ionised)
in_grams = {"g_por_L": lambda value: decimal(value, 7)}
print(limits.to_string(index=False, float_format=decimal, formatters=in_grams, na_rep=""))
'''
C["broken-rings"] = '''
def lost_aromatic(text):
    """Quantos átomos o texto diz aromáticos e a química não aceita."""
    written = Chem.MolFromSmiles(text, sanitize=False).GetAtoms()
    pairs = zip(written, read(text).GetAtoms(), strict=True)
    return sum(a.GetIsAromatic() and not b.GetIsAromatic() for a, b in pairs)


broken = esol[esol["smiles"].map(lost_aromatic) > 0]
print(broken[["name", "smiles"]].to_string(index=False))
'''
C["structures"] = '''
in_file = {
    "gentisin": "c1c(O)C2C(=O)C3cc(O)ccC3OC2cc1(OC)",
    "meconin": "c1c(OC)c(OC)C2C(=O)OCC2c1",
    "phthalamide": "c1cC2C(=O)NC(=O)C2cc1",
    "Dimecron": "CCN(CC)C(=O)C(=CCOP(=O)(OC)OC)Cl",
    "Diosgenin": "C1C(O)CCC2(C)CC3CCC4(C)C5(C)CC6OCC(C)CC6OC5CC4C3C=C21",
}
corrected = {
    "gentisin": "COc1cc(O)c2c(=O)c3cc(O)ccc3oc2c1",
    "meconin": "COc1ccc2COC(=O)c2c1OC",
    "phthalamide": "NC(=O)c1ccccc1C(N)=O",
    "Dimecron": "CCN(CC)C(=O)C(Cl)=C(C)OP(=O)(OC)OC",
    "Diosgenin": "CC1CCC2(OC1)OC1CC3C4CC=C5CC(O)CCC5(C)C4CCC3(C)C1C2C",
}
suspects = [read(text) for name in in_file for text in (in_file[name], corrected[name])]
for name, drawn, real in zip(in_file, suspects[::2], suspects[1::2], strict=True):
    same = Chem.MolToSmiles(drawn) == Chem.MolToSmiles(real)
    print(f"{name}: {CalcMolFormula(drawn)}, {CalcMolFormula(real)}, iguais: {same}")
'''
C["structures-figure"] = '''
pictures = [Chem.MolToSmiles(molecule) for molecule in suspects]
captions = [f"{name}: {where}" for name in in_file for where in ("arquivo", "correta")]
plotting.show_molecules(pictures, captions, per_row=2)
'''
C["structures-again"] = '''
others = np.flatnonzero(~esol["name"].isin(in_file))
others_scale = preparation()
x_others = others_scale.fit_transform(descriptors[others])
x_suspects = others_scale.transform(described(suspects).to_numpy(dtype=float))
second_opinions = []
for seed in range(MEMBERS):
    network = train_network(x_others, log_s[others], seed=seed, **chosen)
    second_opinions.append(np.asarray(network(x_suspects))[:, 0])
retold = checked.assign(lugar=places).set_index("name")[["lugar", "log_s"]]
retold = retold.reindex(list(in_file))
retold["arquivo"], retold["correta"] = np.mean(second_opinions, axis=0).reshape(-1, 2).T
print(retold.to_string(float_format=decimal))
'''
C["crystals"] = '''
melting = {"Phenanthrene": 99, "Anthracene": 216}  # °C
melting |= {"Triphenylene": 198, "Chrysene": 255, "Napthacene": 357}
substituted = {
    "Trichlorobenzene": {"1,2,3": 53, "1,2,4": 17, "1,3,5": 63},
    "Tetrachlorobenzene": {"1,2,3,4": 47, "1,2,3,5": 54, "1,2,4,5": 140},
    "Dinitrobenzene": {"1,2": 117, "1,3": 90, "1,4": 174},
    "Benzenediol": {"1,2": 105, "1,3": 110, "1,4": 172},
}
for base, isomer_points in substituted.items():
    melting |= {f"{where}-{base}": point for where, point in isomer_points.items()}
isomers = checked[checked["name"].isin(melting)].copy()
isomers["fusão"] = isomers["name"].map(melting).clip(lower=25)
formulas_of = [CalcMolFormula(read(text)) for text in isomers["smiles"]]
three = isomers[["log_s", "rede", "fusão"]].astype(float)
relative = three - three.groupby(formulas_of).transform("mean")
squares_of_heat = (relative["fusão"] ** 2).sum()
slopes = relative.mul(relative["fusão"], axis=0).sum() / squares_of_heat
print(f"{len(isomers)} isômeros; inclinação, em log S por °C:")
print(slopes[["log_s", "rede"]].map(lambda v: decimal(v, 4)).to_string())
'''
C["crystals-figure"] = '''
fig, ax = plt.subplots()
heat = np.array([-90, 90])
ax.plot(heat, -0.01 * heat, "-", color="black", label="equação geral: −0,01 por °C")
for name, marker, label in (("log_s", "o", "medido"), ("rede", "s", "conjunto de redes")):
    ax.plot(relative["fusão"], relative[name], marker, label=label)
ax.set(xlabel="ponto de fusão − média dos isômeros (°C)", ylabel="log S − média dos isômeros")
plotting.comma_ticks(ax.xaxis, ax.yaxis)
ax.legend()
plt.show()
'''
C["failure-scale"] = '''
inputs = {
    "colunas cruas": (descriptors[train], descriptors[validation]),
    "colunas preparadas": (x_train, x_validation),
}
for label, (x_in, x_out) in inputs.items():
    network = train_network(x_in, y_train, seed=2)
    guess = np.asarray(network(x_out))[:, 0]
    rms = np.sqrt(np.mean((guess - y_validation) ** 2))
    top = f"{np.abs(x_out).max():.0e}"
    print(f"{label:19s} maior |x| {top}   RMSE {decimal(rms)}")
'''
C["failure-peek"] = '''
class Spy(keras.callbacks.Callback):
    """Guarda, a cada época, as previsões do modelo em treino para x."""

    def __init__(self, x):
        super().__init__()
        self.x, self.predictions = x, []

    def on_epoch_end(self, epoch, logs=None):
        self.predictions.append(np.asarray(self.model(self.x))[:, 0])


keras.utils.set_random_seed(3)
spy, spied = Spy(x_validation), wide_network(0.1)
watch = course.pick(aula=100, teste=4)
spied.fit(x_train, y_train, batch_size=32, epochs=watch, callbacks=[spy], verbose=0)
squared = (np.array(spy.predictions) - y_validation) ** 2
print("erros ao quadrado:", squared.shape, " (épocas, moléculas)")
'''
C["failure-peek-read"] = '''
rng = np.random.default_rng(0)
peeked, honest = [], []
for _ in range(1000):
    one, other = np.array_split(rng.permutation(squared.shape[1]), 2)
    by_epoch = squared[:, one].mean(axis=1)
    peeked.append(by_epoch.min() ** 0.5)
    honest.append(squared[by_epoch.argmin(), other].mean() ** 0.5)
print("espiada, outra:", *[decimal(np.mean(m), 3) for m in (peeked, honest)])
'''
C["record"] = '''
UNIT = "log10 mol/L"
mpnn = {"value": 0.58, "source": "MPNN, Wu 2018"}
published = {("random", "uma rede"): mpnn}
family_scores = scores(family_answers[family_answers.index.isin(vault)])
results = [
    result(name, "RMSE", UNIT, split, errors[name], published.get((split, name)))
    for split, errors in (("random", random_scores), ("scaffold", family_scores))
    for name in errors
]
record("05", results)
'''
C["bounds"] = '''
easy, hard = random_scores.mean(), family_scores.mean()
assert np.isfinite(easy).all() and np.isfinite(hard).all()
assert np.isclose(alone - together, spread_term)
if course.profile() != "teste" and esol.attrs["source"] == "real":
    assert easy["conjunto de redes"] < 0.6 and easy["SVR, todos"] < 0.6
    assert abs(easy["conjunto de redes"] - easy["SVR, todos"]) < 0.06
    assert easy["reta, todos"] < easy["SVR, 4 descritores"]
    assert hard["conjunto de redes"] > easy["conjunto de redes"]
    assert curves["com ruído"]["val_rmse"][-1] > min(curves["com ruído"]["val_rmse"])
    assert set(broken["name"]) == {"gentisin", "meconin", "phthalamide"}
'''
C["final-networks"] = '''
final_scale = preparation()
x_all = final_scale.fit_transform(descriptors)
final_networks = [
    train_network(x_all, log_s, seed=seed, **chosen) for seed in range(MEMBERS)
]
print(f"{len(final_networks)} redes, treinadas com os {len(log_s)} compostos")
'''
C["your-molecule"] = '''
prints = AllChem.GetMorganGenerator(radius=2, fpSize=2048)
library = [prints.GetFingerprint(molecule) for molecule in molecules]


def predict_log_s(text):
    new = read(text)
    if new is None:
        print(f"{text!r} não é um SMILES válido: {why_invalid(text)}.")
        return
    for warning in warnings_of(text):
        print("⚠", warning)
    if not 1 <= new.GetNumHeavyAtoms() <= LARGEST:
        return
    x_new = final_scale.transform(described([new]).to_numpy(dtype=float))
    guess = np.mean([np.asarray(network(x_new)) for network in final_networks])
    alike = DataStructs.BulkTanimotoSimilarity(prints.GetFingerprint(new), library)
    nearest = esol.iloc[int(np.argmax(alike))]
    print(f"{text}: log S = {decimal(guess, 1)}, margem ± {decimal(margin, 1)}")
    print(f"    a mais parecida: {nearest['name']} ({decimal(nearest['log_s'])})")
    print(f"    semelhança {decimal(max(alike))}, de 0 a 1")
'''
C["your-molecule-run"] = '''
predict_log_s("CC(=O)Nc1ccc(O)cc1")  # paracetamol
predict_log_s("CC(C)Cc1ccc(cc1)C(C)C(=O)O")  # ibuprofeno
predict_log_s("[Na+].[Cl-]")  # sal de cozinha
predict_log_s("c1ccc1(")
'''

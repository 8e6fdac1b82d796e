## Curso de redes neurais com Python e Keras
##
##   make lab     abre o JupyterLab na primeira lição
##   make data    baixa e confere os dados de todas as lições
##   make test    roda todos os testes, os mesmos do CI
##   make aula    executa as lições e guarda as saídas (uma só: make aula NB=05;
##                só confere, sem guardar: make aula CHECK=1)
##   make completo NB=11   executa uma lição em tamanho completo (horas) e guarda o resultado
##   make sync    refaz as tabelas do README e a célula inicial das lições
##   make times   o mesmo que make aula, medindo também a memória (numa máquina parada)
##   make names              sorteia e nomeia de novo as moléculas de data/nomes (um minuto)
##   make pretrained NAME=forward   treina de novo uma das redes de data/pretrained, com o PyTorch
##                de outro Python (TORCH=/caminho/python; minutos numa GPU, sem ela muitas horas)
##   make lock    refaz os requirements.txt e environment.yml (versões novas: make lock UPGRADE=1)
##
## Onde os alunos estão (minutos cada um; CONTRIBUTING.md diz o que cada um promete):
##   make test-browser       as lições no JupyterLab, num navegador de verdade
##   make test-examples      as leis que os testes conferem, com outros exemplos sorteados
##   make test-interrupted   rodadas duas vezes, interrompidas, duas ao mesmo tempo
##   make test-colab         sozinhas, com as versões do Colab (precisa do Python 3.13)
##   make test-conda         com o que environment.yml instala (precisa do Python 3.12)
##   make test-matrix        com outras versões de Python, pandas e Keras (uma só: ROW=2)
##   make test-jax           as redes que escrevem moléculas, com o Keras sobre o JAX
##   make test-names         os nomes de moléculas, contra o openclatura e o OPSIN (precisa do Java)
##   make colab-moved        avisa do que o Colab mudou desde tests/students/colab.txt
##   make links              confere os endereços do README e das lições
##
## Cada comando prepara antes o que precisa. Para escolher o Python (3.11, 3.12 ou 3.13):
##   make lab PYTHON=/caminho/python3.13

# Written for GNU Make 3.81 (macOS) and for Git Bash's tools (Windows).
SUPPORTED = import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
# A Python is tried, not merely found: pyenv's shims and the Windows store's alias exist and don't run.
PYTHON ?= $(shell for python in python3 python python3.13 python3.12 python3.11 \
	"$$HOME/.local/bin/python3.13"; do \
	"$$python" -I -c '$(SUPPORTED)' >/dev/null 2>&1 && echo "$$python" && break; done)
CHOSEN = "$(subst ~/,$(HOME)/,$(PYTHON))" -I -X utf8

ifeq ($(OS),Windows_NT)
VENV_PYTHON = .venv/Scripts/python
GET_PYTHON = No Windows, com o instalador de python.org: py install 3.13
else ifeq ($(shell uname -s),Darwin)
VENV_PYTHON = .venv/bin/python
GET_PYTHON = No macOS, com o Homebrew: brew install python@3.13
else
VENV_PYTHON = .venv/bin/python
GET_PYTHON = Debian 13: sudo apt install python3.13-venv. Fedora: sudo dnf install python3.13. \
	Qualquer Linux: curl -LsSf https://astral.sh/uv/install.sh | sh; ~/.local/bin/uv python install 3.13
endif

# What the shell sets for another Python or JupyterLab (PYTHONPATH, PYTHONHOME, PYTHONSAFEPATH …)
# stays outside; .venv's own settings come before those of the user's Jupyter.
unexport $(filter PYTHON% JUPYTERLAB_%,$(.VARIABLES)) JUPYTER_NO_CONFIG
export JUPYTER_PREFER_ENV_PATH = 1
# Accents, whatever the console's own encoding is.
export PYTHONUTF8 = 1

# A step of `make test`: its name, its command, and how long it took.
define step
@echo "== $(1)"; start=$$(date +%s); $(2); status=$$?; \
	echo "== $(1): $$(($$(date +%s) - start)) s"; exit $$status
endef

.PHONY: help lab data test aula completo sync times names pretrained lock venv keepers
.PHONY: test-browser test-examples test-interrupted test-colab test-conda test-matrix test-jax test-names colab-moved links

help:
	@sed -n 's/^## \{0,1\}//p' Makefile

# The lesson it opens and its language are in .venv's settings (tools/setup_venv.py). As root, which
# is a container's only user, JupyterLab must be told that this is meant.
lab: venv
	$(VENV_PYTHON) -m jupyterlab --ServerApp.root_dir=. \
		$(if $(filter 0,$(shell id -u)),--allow-root)

data: venv
	$(VENV_PYTHON) -m utils.files --all

test: keepers
	$(call step,estilo,$(VENV_PYTHON) -m ruff check && $(VENV_PYTHON) -m ruff format --check)
	$(call step,testes,$(VENV_PYTHON) -m pytest --cov -n 2 --dist loadfile --no-loadscope-reorder)
	$(call step,lições sem rede,$(VENV_PYTHON) -m pytest -n 2 tests/students/offline.py)
	$(call step,lições com nbval,$(VENV_PYTHON) -m tools.run_nbval)

# First the cells that `make sync` writes: a lesson keeps a hash of the code that it ran.
aula: keepers
	$(if $(CHECK),,$(VENV_PYTHON) -m tools.sync)
	$(VENV_PYTHON) -m tools.run_lessons $(if $(CHECK),--check) $(NB)
	$(if $(CHECK),,$(VENV_PYTHON) -m tools.sync)

completo: keepers
	$(VENV_PYTHON) -m tools.run_lessons --completo $(or $(NB),$(error diga a lição: make completo NB=11))

sync: keepers
	$(VENV_PYTHON) -m tools.sync

times: keepers
	$(VENV_PYTHON) -m tools.times $(NB)
	$(VENV_PYTHON) -m tools.sync

test-browser: keepers
	$(VENV_PYTHON) -m tests.students.run_browser $(if $(IF_POSSIBLE),--if-possible) $(OPTIONS)

test-examples: keepers
	$(VENV_PYTHON) -m pytest --hypothesis-profile new tests/unit tests/tools tests/lessons

test-interrupted test-colab: keepers
	$(VENV_PYTHON) -m pytest tests/students/$(@:test-%=%).py

test-conda: keepers
	$(VENV_PYTHON) -m pytest tests/students/pip_section.py

test-matrix: keepers
	$(VENV_PYTHON) -m tests.students.run_matrix $(ROW)

test-jax: keepers
	$(VENV_PYTHON) -m tests.students.run_jax

test-names: keepers
	$(VENV_PYTHON) -m tests.students.run_names $(OPTIONS)

colab-moved: keepers
	$(VENV_PYTHON) -m tests.students.colab_moved

links: keepers
	$(VENV_PYTHON) -m tools.check_links

names: keepers
	$(VENV_PYTHON) -m tools.names

# PyTorch is no dependency of the course: TORCH is a Python that has it, and NumPy.
TORCH ?= python3
TRAIN = -m tools.training.train
pretrained: keepers
	$(if $(NAME),,$(error NAME diz qual: make pretrained NAME=forward))
	$(VENV_PYTHON) $(TRAIN) data .jobs/molecules.npz
	"$(TORCH)" $(TRAIN) train $(NAME) .jobs/molecules.npz .jobs/$(NAME).npz $(SETTINGS)
	$(VENV_PYTHON) $(TRAIN) keep $(NAME) .jobs/$(NAME).npz

lock: keepers
	$(VENV_PYTHON) -m tools.lock $(if $(UPGRADE),--upgrade)

# A finished .venv answers for itself; only otherwise is another Python asked for.
# `venv` holds what a lesson needs; `keepers` adds to the same .venv what keeps the course.
keepers: WITH = --keepers
venv keepers:
	@$(VENV_PYTHON) -I tools/setup_venv.py --check $(WITH) 2>/dev/null || \
	if $(CHOSEN) -c '$(SUPPORTED)' 2>/dev/null; then $(CHOSEN) tools/setup_venv.py $(WITH); \
	else echo 'O curso precisa do Python 3.11, 3.12 ou 3.13 (o 3.14 ainda não serve).' >&2; \
		echo '$(GET_PYTHON)' >&2; \
		echo 'Depois repita, ou diga onde ele está: make lab PYTHON=/caminho/python3.13' >&2; \
		exit 1; fi

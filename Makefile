## Curso de redes neurais com Python e Keras
##
##   make lab     abre o JupyterLab na primeira lição
##   make data    baixa e confere os dados de todas as lições
##   make test    roda todos os testes, os mesmos do CI
##   make aula    executa as lições e guarda as saídas (uma só: make aula NB=05)
##   make completo NB=11   executa uma lição em tamanho completo (horas) e guarda o resultado
##   make sync    refaz as tabelas do README e a célula inicial das lições
##   make times   o mesmo que make aula, medindo também a memória (numa máquina parada)
##   make pretrained NAME=forward   treina de novo uma das redes de data/pretrained (horas)
##   make lock    refaz requirements.txt e environment.yml (versões novas: make lock UPGRADE=1)
##
## Onde os alunos estão (minutos cada um; CONTRIBUTING.md diz o que cada um promete):
##   make test-browser       as lições no JupyterLab, num navegador de verdade
##   make test-interrupted   rodadas duas vezes, interrompidas, duas ao mesmo tempo
##   make test-colab         sozinhas, com as versões do Colab (precisa do Python 3.13)
##   make test-conda         com o que environment.yml instala (precisa do Python 3.12)
##   make test-matrix        com outras versões de Python, pandas e Keras (uma só: ROW=2)
##   make test-jax           as redes que escrevem moléculas, com o Keras sobre o JAX
##
## Cada comando prepara antes o que precisa. Para escolher o Python (3.11, 3.12 ou 3.13):
##   make lab PYTHON=/caminho/python3.12

# Written for GNU Make 3.81 (macOS) and for Git Bash's tools (Windows).
SUPPORTED = import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
# A Python is tried, not merely found: pyenv's shims and the Windows store's alias exist and don't run.
PYTHON ?= $(shell for python in python3 python python3.13 python3.12 python3.11; do \
	$$python -c '$(SUPPORTED)' >/dev/null 2>&1 && echo $$python && break; done)

ifeq ($(OS),Windows_NT)
VENV_PYTHON = .venv/Scripts/python
else
VENV_PYTHON = .venv/bin/python
endif

# Accents, whatever the console's own encoding is.
export PYTHONUTF8 = 1

.PHONY: help lab data test aula completo sync times pretrained lock venv
.PHONY: test-browser test-interrupted test-colab test-conda test-matrix test-jax

help:
	@sed -n 's/^## \{0,1\}//p' Makefile

lab: venv
	$(VENV_PYTHON) -m jupyterlab --allow-root --ServerApp.root_dir=. \
		--LabApp.default_url=/lab/tree/notebooks/00_comece_aqui.ipynb

data: venv
	$(VENV_PYTHON) -m utils.files --all

test: venv
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check
	$(VENV_PYTHON) -m pytest --cov
	$(VENV_PYTHON) -m pytest tests/students/offline.py
	$(VENV_PYTHON) -m tools.run_nbval

aula: venv
	$(VENV_PYTHON) -m tools.run_lessons $(NB)
	$(VENV_PYTHON) -m tools.sync

completo: venv
	$(VENV_PYTHON) -m tools.run_lessons --completo $(or $(NB),$(error diga a lição: make completo NB=11))

sync: venv
	$(VENV_PYTHON) -m tools.sync

times: venv
	$(VENV_PYTHON) -m tools.times $(NB)
	$(VENV_PYTHON) -m tools.sync

test-browser: venv
	$(VENV_PYTHON) -m tests.students.run_browser $(if $(IF_POSSIBLE),--if-possible)

test-interrupted test-colab test-conda: venv
	$(VENV_PYTHON) -m pytest tests/$(@:test-%=%).py

test-matrix: venv
	$(VENV_PYTHON) -m tests.students.run_matrix $(ROW)

test-jax: venv
	$(VENV_PYTHON) -m tests.students.run_jax

pretrained: venv
	$(VENV_PYTHON) -m tools.training.train $(or $(NAME),--help) $(SETTINGS)

lock: venv
	$(VENV_PYTHON) -m tools.lock $(if $(UPGRADE),--upgrade)

# A finished .venv answers for itself; only otherwise is another Python asked for. The script is run
# by its path, since that Python's own packages may have a "tests" among them.
venv:
	@$(VENV_PYTHON) tools/setup_venv.py --check 2>/dev/null || \
	if $(PYTHON) -c '$(SUPPORTED)' 2>/dev/null; then $(PYTHON) tools/setup_venv.py; \
	else echo 'O curso precisa do Python 3.11, 3.12 ou 3.13; diga onde ele está:' \
		'make lab PYTHON=/caminho/python3.12' >&2; exit 1; fi

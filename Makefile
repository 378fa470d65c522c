# Vytiah. `make` alone lists the targets.
PYTHON ?= python3
VENV ?= .venv
RAW ?= data/raw
OUT ?= data/processed
GOLD ?= data/gold
GOLD_TRAIN ?= ../shared/gold-train
ENGINE ?=
CORPORA ?= ../shared/corpora
WORK ?= build/training
BASE ?= intfloat/multilingual-e5-small

BIN := $(VENV)/bin
VYTIAH := $(BIN)/vytiah
WITH_ENGINE := $(if $(ENGINE),--engine $(ENGINE))
SOURCES := $(shell find $(RAW) -type f 2>/dev/null | sed 's/ /\\ /g')
CODE := $(shell find pipeline -name '*.py' -o -name '*.csv' -o -name '*.j2') models/pipeline.cfg

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run ingest ner relations export show test lint evaluate floors columns clean \
	train card train-sm card-sm phrase-scorer names-score bench profile \
	test-ray bench-archive kill-runs fuzz

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14
	@echo
	@echo "Settings: RAW=$(RAW) OUT=$(OUT) GOLD=$(GOLD) ENGINE=$(or $(ENGINE),default) CORPORA=$(CORPORA) VENV=$(VENV)"

# ---- set-up: one file a set of packages, made again when pyproject.toml changes

setup: $(VENV)/base ## Virtual environment with the light install

$(VENV)/base: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/dev: $(VENV)/base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

$(VENV)/train: $(VENV)/base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	touch $@

$(VENV)/stanza: $(VENV)/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[stanza]'
	touch $@

$(VENV)/ray: $(VENV)/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[ray]'
	touch $@

$(VENV)/fuzz: $(VENV)/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	touch $@

# ---- the line: each stage makes a file

run: $(OUT)/records.jsonl ## Releases of RAW to records, tables and a web page in OUT
	@echo "Open $(OUT)/index.html, or the CSV and Parquet tables beside it."

ingest: $(OUT)/releases.jsonl ## Stage 1: files to releases
ner: $(OUT)/docs.spacy ## Stage 2: releases to Docs with mentions
relations: $(OUT)/relations.spacy ## Stage 3: Docs with what the rules connect
export: $(OUT)/records.jsonl ## Stage 4: records and tables

# Exit code 3 (some files could not be read) leaves a good file behind: the rest of the line goes on.
$(OUT)/releases.jsonl: $(SOURCES) $(CODE) | $(VENV)/base
	$(VYTIAH) ingest $(RAW) $(OUT) --force || test $$? -eq 3

$(OUT)/docs.spacy: $(OUT)/releases.jsonl
	$(VYTIAH) ner $(OUT) --force $(WITH_ENGINE)

$(OUT)/relations.spacy: $(OUT)/docs.spacy
	$(VYTIAH) relations $(OUT) --force

$(OUT)/records.jsonl: $(OUT)/relations.spacy
	$(VYTIAH) export $(OUT) --force

show: $(VENV)/base ## One release with its record: make show FILE=data/raw/seed.txt
	$(VYTIAH) show --explain $(or $(FILE),data/raw/seed.txt) $(WITH_ENGINE)

# ---- quality

test: $(VENV)/dev ## Linters, types and tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

test-stanza: $(VENV)/stanza ## Our Stanza models, all gold, other folders of models (installs the extra `stanza`)
	$(BIN)/pytest tests/on_stanza.py

lint: $(VENV)/dev ## Linters and types alone, mending what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/mypy

evaluate: $(VENV)/base ## Score against GOLD (data/gold)
	$(VYTIAH) evaluate --gold $(GOLD) $(WITH_ENGINE) $(FLAGS)

floors: $(VENV)/base ## Quality floors of models/floors.json hold (FLAGS=--raise pins what is reached)
	$(BIN)/python models/gate.py $(FLAGS)

profile: $(VENV)/base ## Where the time of the line goes, by package
	$(BIN)/python models/profile_rooms.py $(FLAGS)

bench: $(VENV)/stanza ## Speed and memory of the engines and the whole line, side by side
	$(BIN)/python models/bench.py

compare: $(VENV)/stanza ## Engines side by side, written to docs/engines.md (about ten minutes)
	$(BIN)/python models/compare.py $(CORPORA) $(FLAGS) --write docs/engines.md

names-score: $(VENV)/base ## Nominative of people, bodies and places on SlavicNER dev
	CORPORA=$(CORPORA) $(BIN)/python models/evaluate_names.py

columns: $(VENV)/base ## Column reference data/processed/README.md from the code
	$(BIN)/python -m pipeline.export

# ---- archives: what is slow or needs an extra, with figures in docs/archives.md

test-ray: $(VENV)/ray ## A run on a Ray cluster of two nodes on this machine gives the bytes of a local one
	$(BIN)/pytest tests/on_ray.py

bench-archive: $(VENV)/base ## Speed, scaling and memory of runs, written to docs/archives.md (an hour or more)
	$(BIN)/python models/bench_archive.py --write docs/archives.md $(FLAGS)

kill-runs: $(VENV)/base ## Kill a run of 5,000 releases at 25 random moments (FLAGS=--kills 200 for more)
	$(BIN)/python models/kill_runs.py --write docs/archives.md $(FLAGS)

fuzz: $(VENV)/fuzz ## Changed and made-up bytes through ingest and the line (FLAGS=--runs 100000 for more)
	$(BIN)/python models/fuzz.py --write docs/archives.md $(FLAGS)

# ---- models

TRAIN := $(BIN)/python models/encoder/train.py --corpora $(CORPORA) --base $(WORK)/base

train: $(VENV)/train ## Train models/uk_press from CORPORA and BASE (a day; goes on where it stopped)
	test -d $(WORK)/base || $(BIN)/python models/encoder/base.py --base $(BASE) --corpora $(CORPORA) --out $(WORK)/base
	$(TRAIN) --out $(WORK)/words
	$(TRAIN) --piece-layers 8 --out $(WORK)/pieces
	test -f $(WORK)/silver.pt || $(BIN)/python models/encoder/silver.py --teachers $(WORK)/words $(WORK)/pieces \
	  --corpora $(CORPORA) --texts $(wildcard $(GOLD_TRAIN)) --base $(WORK)/base --out $(WORK)/silver.pt
	$(TRAIN) --init $(WORK)/words/model.pt --silver $(WORK)/silver.pt --rate 1e-4 --epochs 2 --all-from 1 --out $(WORK)/encoder
	$(BIN)/python models/encoder/export.py --run $(WORK)/encoder --corpora $(CORPORA) --base $(WORK)/base \
	  --out models/uk_press

card: $(VENV)/base ## Scores of models/uk_press on the test splits
	$(BIN)/python models/encoder/evaluate.py models/uk_press $(CORPORA)

train-sm: $(VENV)/base ## Train models/uk_press_sm from CORPORA (half an hour)
	$(BIN)/python models/sm/corpora.py $(CORPORA) $(WORK)/sm
	for part in ner syntax; do \
	  $(BIN)/python -m spacy train models/sm/$$part.cfg --output $(WORK)/sm/$$part \
	    --paths.train $(WORK)/sm/$$part-train.spacy --paths.dev $(WORK)/sm/$$part-dev.spacy || exit 1; done
	$(BIN)/python models/sm/assemble.py $(WORK)/sm/syntax/model-best $(WORK)/sm/ner/model-best models/uk_press_sm

card-sm: $(VENV)/base ## Scores of models/uk_press_sm on the test splits
	$(BIN)/python models/sm/corpora.py $(CORPORA) $(WORK)/sm
	$(BIN)/python models/sm/evaluate.py models/uk_press_sm $(WORK)/sm

train-stanza: $(VENV)/train $(VENV)/stanza ## Train models/uk_press_stanza from CORPORA and BASE (two hours)
	test -d $(WORK)/base || $(BIN)/python models/encoder/base.py --base $(BASE) --corpora $(CORPORA) --out $(WORK)/base
	test -f $(WORK)/stanza/raw.txt || $(BIN)/python models/stanza/data.py $(CORPORA) $(WORK)/stanza
	test -f $(WORK)/stanza/vectors.pt || $(BIN)/python models/stanza/vectors.py $(WORK)/stanza $(WORK)/base
	test -f $(WORK)/stanza/silver.conllu || $(BIN)/python models/stanza/silver.py $(WORK)/stanza
	$(BIN)/python models/stanza/train.py $(WORK)/stanza tokenize
	test -f $(WORK)/stanza/ner-dev.json || $(BIN)/python models/stanza/ner_data.py $(CORPORA) $(WORK)/stanza
	$(BIN)/python models/stanza/train.py $(WORK)/stanza
	$(BIN)/python models/stanza/pack.py $(WORK)/stanza models/uk_press_stanza

card-stanza: $(VENV)/stanza ## Scores of models/uk_press_stanza on the test splits
	$(BIN)/python models/encoder/evaluate.py models/uk_press_stanza $(CORPORA)

stanza-models: $(VENV)/stanza ## Fetch the official Ukrainian models of Stanza into build/stanza-models (network)
	$(BIN)/python -c "import stanza; stanza.download('uk', model_dir='build/stanza-models')"

phrase-scorer: $(VENV)/train ## Does a learned scorer of topics and actions beat the rules? Trained on GOLD_TRAIN, measured on GOLD
	$(BIN)/python models/phrase_scorer.py $(GOLD_TRAIN) $(GOLD)

clean: ## Remove results, keep the environment
	rm -rf build
	find $(OUT) -mindepth 1 ! -name README.md -delete

.DEFAULT_GOAL := help
SHELL := bash
PYTHON ?= python3
BIN := .venv/bin
# A browser wants the machine to itself: what it shows is waited for.
BROWSER := $(addprefix tests/test_,player_browser.py explorer_browser.py lessons_browser.py watch_browser.py site_browser.py)
# Colab's front end, which has an environment of its own.
CLASSIC := tests/test_classic_browser.py
# Another backend of Keras. It lies apart: where it can be found, TensorFlow takes 100 MB more.
JAX := tests/test_jax.py
# One pass that runs, one that takes away what must not be stored.
NBCONVERT := $(BIN)/jupyter nbconvert --to notebook --inplace --log-level ERROR
RESOLVE := $(BIN)/uv pip compile --quiet --upgrade --no-annotate --custom-compile-command 'make requirements'
CLEAN := --ClearMetadataPreprocessor.enabled=True \
	--ClearMetadataPreprocessor.preserve_cell_metadata_mask='["tags"]' \
	--ClearMetadataPreprocessor.preserve_nb_metadata_mask='["kernelspec"]' \
	--NotebookExporter.preprocessors=helpers.stored.Stored
LESSONS ?= notebooks/*.ipynb

help:  ## list the targets
	@awk -F ':.*## *' '/^[a-z]+:.*##/ {printf "%-14s %s\n", $$1, $$2}' Makefile

lab: .venv/installed  ## set up, and open JupyterLab on the lessons
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks \
		--ServerApp.kernel_websocket_connection_class=helpers.server.Prompt

test: .venv/installed  ## set up, and run every test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	CIFAR10_RUN=short $(BIN)/pytest -n 2 --dist loadfile $(addprefix --ignore=,$(BROWSER) $(CLASSIC) $(JAX))
	$(BIN)/pytest $(BROWSER)

classic: .venv/installed .venv-classic/installed  ## the player in Colab's front end: Notebook 6 and ipywidgets 7, in an environment of its own
	$(BIN)/pytest $(CLASSIC)

jax: .venv/installed .jax/installed  ## training on JAX, on one device and on four
	$(BIN)/pytest $(JAX)

notebooks: .venv/installed  ## run the lessons and store them (LESSONS=notebooks/03*.ipynb: one)
	CIFAR10_RUN=short $(NBCONVERT) --execute --ExecutePreprocessor.record_timing=False $(LESSONS)
	$(NBCONVERT) $(CLEAN) $(LESSONS)

bench: .venv/installed  ## measure every figure that we publish
	for each in benchmarks/*.py; do $(BIN)/python $$each || exit 1; done

site: .venv/installed  ## build the course site in build/site: pages with live players
	$(BIN)/python -m helpers.site build/site

images: .venv/installed  ## record the moving pictures of README from the player
	$(BIN)/python images/record.py

requirements: .venv/installed  ## resolve requirements.txt anew, for every platform
	$(BIN)/pip install --quiet uv
	echo '-e .[film,lab,site,test,train]' | $(RESOLVE) --universal --python-version 3.10 - -o requirements.txt
	printf '%s\n' '-e .[lab]' keras tensorflow-cpu | $(RESOLVE) --python-version 3.11 \
		--python-platform x86_64-manylinux_2_28 - -o binder/requirements.txt
	printf '%s\n' '-e .' notebook 'jupyterlab-widgets<2' | $(RESOLVE) --universal --python-version 3.10 \
		--constraint tests/colab_constraints.txt - -o tests/classic_requirements.txt
	echo jax | $(RESOLVE) --universal --python-version 3.10 --constraint <(grep == requirements.txt) \
		$(addprefix --no-emit-package ,numpy scipy ml-dtypes opt-einsum) - -o tests/jax_requirements.txt

publish:  ## write the repository's address everywhere: make publish REPO=owner/name
	sed -i.old "s#$$(sed -n 's#^Repository = "https://github.com/\(.*\)"#\1#p' pyproject.toml)#$(REPO)#g" \
		README.md pyproject.toml notebooks/*.ipynb && rm -f README.md.old pyproject.toml.old notebooks/*.old

.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet -r requirements.txt
	touch $@

# Its wheels bring their nbextensions switched on: the widgets' and anywidget's.
.venv-classic/installed: tests/classic_requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv-classic
	.venv-classic/bin/pip install --quiet --no-deps -r tests/classic_requirements.txt
	.venv-classic/bin/pip check
	touch $@

# NumPy and what else it needs are in .venv.
.jax/installed: tests/jax_requirements.txt .venv/installed
	$(BIN)/pip install --quiet --no-deps --upgrade --target .jax -r tests/jax_requirements.txt
	touch $@

.PHONY: help lab test classic jax notebooks bench site images requirements publish

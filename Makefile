.DEFAULT_GOAL := help
SHELL := bash
# TensorFlow is imported in dozens of processes: 5 s each, but 11 s without the compiled files.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
BIN := .venv/bin
# With a browser. These files take longest, so they come first: two workers end together.
BROWSER := $(patsubst %,tests/browser/test_%_browser.py,lessons player training site explorer notebook7 card look opening pdf)
# Colab's versions and front end, which have an environment of their own.
COLAB := tests/places/test_colab.py tests/places/test_colab_browser.py
# Other backends of Keras. They lie apart: where JAX can be found, TensorFlow takes 100 MB more.
BACKENDS := tests/places/test_backends.py
# What set-up takes on every Python and system; it asks the package index.
RESOLUTION := tests/places/test_resolution.py
# A JupyterHub, which lies apart, too.
HUB := tests/places/test_hub.py
# One pass that runs, one that takes away what must not be stored. No answer of one's own is stored.
NBCONVERT := $(BIN)/python -m nbconvert --to notebook --inplace --log-level ERROR
RESOLVE := $(BIN)/uv pip compile --quiet --upgrade --no-annotate --custom-compile-command 'make requirements'
# Ends with one line where set-up would find no backend of Keras. It is read by old Pythons, too.
FITS := import platform, sys; intel = (sys.platform, platform.machine()) == ("darwin", "x86_64"); \
	here, last = sys.version_info[:2], 13 if intel else 14; place = " on a Mac with an Intel processor" * intel; \
	sys.exit(None if (3, 10) <= here <= (3, last) else "Python %d.%d cannot run all lessons%s: use Python 3.10 to 3.%d, " \
	"for example by make lab PYTHON=python3.%d" % (here + (place, last, last)))
# What installs into an environment: pip; or uv, where UV names it, in a tenth of the time.
install = $(if $(UV),$(UV) pip install --quiet --python $(1)/bin/python,$(1)/bin/pip install --quiet)
# For what lies beside .venv and finds there what both need: in the same versions, and not repeated.
# JAX, which needs SciPy, is in .venv only where TensorFlow is not.
PINNED := sed -E '/^(jax|scipy)/d; /==/!d' requirements.txt
BESIDE := --no-config --universal --python-version 3.10 --constraint <($(PINNED)) \
	$$($(PINNED) | sed 's/==.*//; s/^/--no-emit-package /')
CLEAN := --ClearMetadataPreprocessor.enabled=True \
	--ClearMetadataPreprocessor.preserve_cell_metadata_mask='["tags"]' \
	--ClearMetadataPreprocessor.preserve_nb_metadata_mask='["kernelspec"]' \
	--NotebookExporter.preprocessors=publish.store.StorePreprocessor
LESSONS ?= notebooks/*.ipynb

help:  ## list the targets
	@awk -F ':.*## *' '/^[a-z]+:.*##/ {printf "%-14s %s\n", $$1, $$2}' Makefile

lab: .venv/installed  ## set up, and open JupyterLab on the lessons
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks/start.ipynb \
		--ServerApp.kernel_websocket_connection_class=helpers.server.Prompt

style: .venv/installed  ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

test: style .venv/browser  ## set up, and run every test
	CIFAR10_RUN=short $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(BROWSER) \
		notebooks tests helpers publish $(addprefix --ignore=,$(COLAB) $(BACKENDS) $(HUB) $(RESOLUTION))

# The lessons in a kernel of Colab's versions, without pictures: their stand-in; then its front end.
colab: .venv/installed .venv-colab/suite  ## the lessons on Colab's versions and in its front end
	env -u CIFAR10_PATH CIFAR10_RUN=short JUPYTER_PATH=$(CURDIR)/.venv-colab/share/jupyter \
		LEARN_CONVNETS_CACHE=$$(mktemp -d) KERAS_HOME=$$(mktemp -d) \
		$(BIN)/pytest -n 2 --dist loadfile --nbval-kernel-name colab $(COLAB) notebooks

# With LESSONS_ON=binder, make test runs the lessons there, too.
binder: .venv/installed .venv-binder/installed  ## the lessons in Binder's environment, with no more memory than it has
	LESSONS_ON=binder $(BIN)/pytest -rP tests/browser/test_lessons_browser.py

hub: .venv/installed .hub/installed  ## two learners at once on a JupyterHub
	$(BIN)/pytest $(HUB)

classroom: .venv/installed .hub/installed  ## measure a class on a JupyterHub: memory and processor time of a learner
	$(BIN)/python benchmarks/classroom.py

# On one thread: those of PyTorch wait for each other in a loop, which is slow on shared cores.
backends: .venv/installed .jax/installed .torch/installed  ## lesson 09 on JAX and on PyTorch
	for each in jax torch; do \
		KERAS_BACKEND=$$each PYTHONPATH=$(CURDIR):$(CURDIR)/.$$each KERAS_HOME=$$(mktemp -d) \
		CIFAR10_RUN=short OMP_NUM_THREADS=1 $(BIN)/pytest $(BACKENDS) notebooks/09*.ipynb || exit 1; done

resolution: .venv/installed  ## what set-up takes on Python 3.10 to 3.14, on every system; needs a network
	$(if $(UV),,$(BIN)/pip install --quiet uv)
	UV=$(or $(UV),$(BIN)/uv) $(BIN)/pytest $(RESOLUTION)

notebooks: .venv/installed  ## run the lessons and store them (LESSONS=notebooks/03*.ipynb: one)
	LEARN_CONVNETS_DATA=$$(mktemp -d) CIFAR10_RUN=short $(NBCONVERT) --execute --ExecutePreprocessor.record_timing=False $(LESSONS)
	$(NBCONVERT) $(CLEAN) $(LESSONS)

bench: .venv/installed  ## measure every figure that we publish, but for a class of learners
	for each in $(filter-out benchmarks/classroom.py,$(wildcard benchmarks/*.py)); do $(BIN)/python $$each || exit 1; done

site: .venv/installed  ## build the course site in build/site: pages with live players
	$(BIN)/python -m publish.site build/site

handouts: .venv/installed  ## print the lessons to build/handouts, a PDF each; needs Chromium
	$(BIN)/python -m publish.pdf build/handouts

images: .venv/installed  ## record the moving pictures of README from the player
	$(BIN)/python images/record.py

requirements: .venv/installed  ## resolve requirements.txt anew, for every platform
	$(BIN)/pip install --quiet uv
	echo '-e .[film,lab,site,test,train]' | $(RESOLVE) --no-build --universal --python-version 3.10 - -o requirements.txt
	printf '%s\n' '-e .' keras tensorflow-cpu | $(RESOLVE) --no-config --python-version 3.11 \
		--python-platform x86_64-manylinux_2_28 - -o binder/requirements.txt
	printf '%s\n' $$(grep == tests/places/colab_constraints.txt) requests tqdm filelock platformdirs \
		| $(RESOLVE) --no-config --universal --python-version 3.11 - -o tests/places/colab_requirements.txt
	for each in jax torch 'hub:jupyterhub<6' binder:jupyter-repo2docker; do \
		echo "$${each#*:}" | $(RESOLVE) $(BESIDE) - -o tests/places/$${each%%:*}_requirements.txt || exit 1; done

# With make -j 2: what takes a network, so that nothing else does.
environments: .venv/installed .venv-colab/suite .venv-binder/installed .hub/installed .jax/installed .torch/installed  ## set up all that CI tests in

publish: .venv/installed  ## write your repository's address everywhere: make publish REPO=owner/name
	$(BIN)/python -m publish.address '$(REPO)'

lesson: .venv/installed  ## begin a lesson of your own: make lesson NAME=10_my_subject
	$(BIN)/python -m publish.new_lesson '$(NAME)'

# The system's browser, or Playwright's own. Without either the tests that want one are left out,
# and the last line of the run says how many, and how to bring them in.
.venv/browser: .venv/installed
	if command -v chromium || command -v google-chrome || $(BIN)/python -m playwright install chromium; \
		then touch $@; fi

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c '$(FITS)'
	$(PYTHON) -m venv .venv
	$(call install,.venv) -r requirements.txt
	touch $@

.venv-colab/installed: tests/places/colab_requirements.txt
	$(PYTHON) -m venv --clear .venv-colab
	$(call install,.venv-colab) --no-deps -r tests/places/colab_requirements.txt
	.venv-colab/bin/python -m ipykernel install --sys-prefix --name colab
	touch $@

# It asks repo2docker what to do; where repo2docker's own needs are in .venv, they are not repeated.
.venv-binder/installed: tests/places/build_binder.py tests/places/binder_requirements.txt pyproject.toml $(wildcard binder/*) | .venv/installed
	$(call install,.venv) --no-deps --upgrade --target .repo2docker -r tests/places/binder_requirements.txt
	PYTHONPATH=.repo2docker $(BIN)/python tests/places/build_binder.py .venv-binder
	touch $@

# As the first cell of a lesson installs it there: from its source, whatever versions that takes.
.venv-colab/suite: .venv-colab/installed pyproject.toml $(shell find helpers -type f -not -name '*.pyc')
	rm -rf build/lib
	.venv-colab/bin/pip install --quiet .
	.venv-colab/bin/pip check
	touch $@

# Of the hub the version that its distributions have; of its proxy the last for Node.js 18.
.hub/installed: tests/places/hub_requirements.txt .venv/installed
	$(call install,.venv) --no-deps --upgrade --target .hub -r tests/places/hub_requirements.txt
	npm install --silent --no-save --prefix build/proxy configurable-http-proxy@5.1.0
	touch $@

# NumPy and what else it needs are in .venv.
.jax/installed .torch/installed: .%/installed: tests/places/%_requirements.txt .venv/installed
	$(call install,.venv) --no-deps --upgrade --target .$* -r $<
	touch $@

.PHONY: help lab style test colab binder hub classroom backends resolution notebooks bench site handouts images requirements environments publish lesson

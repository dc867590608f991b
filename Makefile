# `make demo` shows Fairlead, `make test` checks it. Both set up .venv by themselves.

PORT ?= 8000
DATABASE_URL ?=
PY := .venv/bin/python
LOCKS := config/locks
LOCK_WITH := .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11

# Installs a lock file, checking every hash; pip takes over where uv finds no package index.
define install
	.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r $(1) \
		|| $(PY) -m pip install --quiet --require-hashes -r $(1)
endef

.DEFAULT_GOAL := help
.PHONY: help demo test bench lint format messages lock clean

help:
	@echo "make demo      run Fairlead on http://127.0.0.1:$(PORT)/ (PORT=, DATABASE_URL=)"
	@echo "make test      every check and every test, on SQLite, PostgreSQL and in a browser"
	@echo "make bench     the benchmarks, on a PostgreSQL server of their own and on SQLite"
	@echo "make lint      only the checks that take seconds"
	@echo "make format    put code and templates in shape"
	@echo "make messages  collect the texts to translate, and compile the translations"
	@echo "make lock      renew $(LOCKS) after a change of pyproject.toml"
	@echo "make clean     remove .venv and the caches; the database in var/ stays"

.venv/bin/uv: $(LOCKS)/installer.txt
	"$$(.ci/python)" -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/runtime.stamp: $(LOCKS)/runtime.txt .venv/bin/uv
	$(call install,$<)
	@touch $@

.venv/dev.stamp: $(LOCKS)/dev.txt .venv/bin/uv
	$(call install,$<)
	@touch $@ .venv/runtime.stamp

demo: .venv/runtime.stamp
	@.ci/packages gettext
	@exec env DEBUG=1 DATABASE_URL="$(DATABASE_URL)" $(PY) -m config.demo --port $(PORT)

test: .venv/dev.stamp
	@.ci/packages gettext postgresql-15 chromium fonts-noto-cjk
	@$(PY) .ci/check.py

lint: .venv/dev.stamp
	@.ci/packages gettext
	@$(PY) .ci/check.py --fast

bench: .venv/dev.stamp
	@.ci/packages postgresql-15
	@missed=0; \
	$(PY) -m config.postgres --durable -- $(PY) -m benchmarks || missed=1; \
	DATABASE_URL= $(PY) -m benchmarks || missed=1; \
	exit $$missed

format: .venv/dev.stamp
	$(PY) -m ruff check --quiet --fix-only .
	$(PY) -m ruff format .
	$(PY) -m djlint --quiet --reformat templates || true

messages: .venv/dev.stamp
	@.ci/packages gettext
	$(PY) -m config.messages collect
	$(PY) -m config.messages compile

lock: .venv/bin/uv
	$(LOCK_WITH) pyproject.toml --output-file $(LOCKS)/runtime.txt
	$(LOCK_WITH) --extra dev pyproject.toml --output-file $(LOCKS)/dev.txt

clean:
	rm -rf .venv var/mypy var/pytest .ruff_cache .hypothesis

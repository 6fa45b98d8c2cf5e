# All work is done by dev/workbench; `make help` lists the commands.
PYTHON ?= python3
WORKBENCH = PYTHONPATH="$(CURDIR)/dev" PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -m workbench

.PHONY: help python3 demo test lint bench shot test-core stop clean
.DEFAULT_GOAL := help

help:
	@echo "make demo [DATA=life|retail] [PORT=8069]  Odoo with the addon and demo data"
	@echo "make test [T=part]                        all tests, or a part of them"
	@echo "make lint                                 the linters that need no database"
	@echo "make bench [ARGS=...]                     the measurements"
	@echo "make shot URL=/odoo OUT=x.png [LOGIN=admin] [SIZE=1400x900] [LOCALE=zh_CN]"
	@echo "make test-core                            Odoo's own tests with and without the addon"
	@echo "make stop                                 stops the demo and the database server"
	@echo "make clean                                removes the cache, demo databases included"
	@echo "dev/odoo ARGS...                          Odoo's own command line"

python3:
	@command -v $(PYTHON) >/dev/null || { echo "make stopped: Python 3 is missing: apt-get install python3 python3-venv."; exit 1; }

# What the user writes after a name reaches the shell as a variable, quotes and all.
export DATA PORT T ARGS URL OUT LOGIN SIZE LOCALE SCRIPT

demo: python3
	@$(WORKBENCH) demo --data "$${DATA:-life}" --port "$${PORT:-8069}"

test: python3
	@$(WORKBENCH) test "$$T"

lint: python3
	@$(WORKBENCH) lint

bench: python3
	@$(WORKBENCH) bench $(ARGS)

shot: python3
	@$(WORKBENCH) shot --url "$$URL" --out "$$OUT" --login "$${LOGIN:-admin}" --size "$${SIZE:-1400x900}" --locale "$$LOCALE" --script "$$SCRIPT" --port "$${PORT:-8069}"

test-core: python3
	@$(WORKBENCH) test-core

stop: python3
	@$(WORKBENCH) stop

clean: python3
	@$(WORKBENCH) clean

"""House rules that no off-the-shelf linter knows. Run it from the root."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PACKAGE: Final = "belfry"
MAX_LINES: Final = {"src": 400, "tests": 600, "tools": 400, "bench": 400}
MAX_TEMPLATE_LINES: Final = 150
MAX_FUNCTION_LINES: Final = 50
UNSAFE: Final = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b")
INLINE_STYLE: Final = re.compile(r"\sstyle=|<style\b", re.IGNORECASE)
BANNED_NAMES: Final = frozenset(
    {"utils", "helpers", "common", "misc", "manager", "service", "handler", "data", "info"}
)


def long_files(root: Path) -> Iterator[str]:
    """Yield every file that should be cut in two."""
    for folder, limit in MAX_LINES.items():
        for path in sorted((root / folder).rglob("*.py")):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > limit and "migrations" not in path.parts:
                yield f"{path}: {lines} lines, at most {limit}"


def templates(root: Path) -> Iterator[str]:
    """Yield every template that is too long, switches escaping off or styles itself."""
    for path in sorted((root / "src").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        lines = len(text.splitlines())
        if lines > MAX_TEMPLATE_LINES:
            yield f"{path}: {lines} lines, at most {MAX_TEMPLATE_LINES}"
        if UNSAFE.search(text):
            yield f"{path}: build the markup with format_html instead"
        # No client of a mail reads a style sheet, and no page's policy applies there.
        if "mail" not in path.parts and INLINE_STYLE.search(text):
            yield f"{path}: the style belongs into the style sheet; the CSP forbids it here"


def bad_names(root: Path) -> Iterator[str]:
    """Yield migrations with a made-up name, and modules whose name says nothing."""
    for path in sorted((root / "src").rglob("migrations/*_auto_*.py")):
        yield f"{path}: say what it does in its name"
    for path in sorted((root / "src").rglob("*.py")):
        if path.stem in BANNED_NAMES or path.parent.name in BANNED_NAMES:
            yield f"{path}: name it after its topic"


def long_functions(path: Path, tree: ast.Module) -> Iterator[str]:
    """Yield every function that does not fit on a screen."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} is {lines} lines"


def hidden_imports(path: Path, tree: ast.Module) -> Iterator[str]:
    """Yield every import inside a function, where the order of the contexts would not see it."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{path}:{node.lineno}: import at the top of the module"


def foreign_queries(path: Path, tree: ast.Module) -> Iterator[str]:
    """Yield every query on a table that belongs to another context."""
    own = f"{PACKAGE}.{path.parts[path.parts.index(PACKAGE) + 1]}."
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module is not None
        and node.module.startswith(f"{PACKAGE}.")
        and node.module.endswith(".models")
        and not node.module.startswith(own)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "objects"
            and isinstance(node.value, ast.Name)
            and node.value.id in foreign
        ):
            yield f"{path}:{node.lineno}: {node.value.id} belongs to another context"


def breaches_in(root: Path) -> list[str]:
    """Return every breach below `root`, one line each."""
    breaches = [*long_files(root), *templates(root), *bad_names(root)]
    for path in sorted((root / "src" / PACKAGE).rglob("*.py")):
        if "migrations" in path.parts or path.parent.name == PACKAGE:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        breaches += long_functions(path, tree)
        breaches += hidden_imports(path, tree)
        breaches += foreign_queries(path, tree)
    return breaches


def main() -> int:
    """Print every breach; the exit status says whether there was one."""
    breaches = breaches_in(Path())
    print("\n".join(breaches) or "house rules kept")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

"""Debian packages: downloaded from the machine's own mirror, never installed.

The mirror and its keys come from the machine's apt configuration; another suite
is read through an apt state of our own, as any user.
"""

import hashlib
import os
import re
import shutil
import subprocess
import threading
from pathlib import Path

from workbench.console import Failure, failure_from, known_cause, say, step

MEND_APT = "look at the text above and at the machine's apt configuration"
# Odoo 19 is in sid; the font with the icons that it uses is only in these.
SUITE = "sid"
STABLE_CODENAMES = ("bookworm", "trixie")


class Source:
    """One Debian archive of the machine: address, key and options."""

    def __init__(self, address, suites, options):
        self.address = address
        self.suites = suites
        self.options = options

    def stanza(self, suites):
        """Return the deb822 text that reads ``suites`` from this archive."""
        fields = {
            "Types": "deb",
            "URIs": self.address,
            "Suites": " ".join(suites),
            "Components": "main",
            **self.options,
        }
        return "\n".join(f"{name}: {value}" for name, value in fields.items()) + "\n"


def parse_deb822(text):
    """Return the sources of a ``.sources`` file."""
    found = []
    for block in re.split(r"\n\s*\n", text):
        fields = _fields(block)
        if fields.get("enabled", "yes").lower() in ("no", "false"):
            continue
        if "deb" not in fields.get("types", "").split():
            continue
        if "main" not in fields.get("components", "").split():
            continue
        options = {
            name: fields[name.lower()]
            for name in ("Signed-By", "Trusted")
            if name.lower() in fields
        }
        for address in fields.get("uris", "").split():
            found.append(Source(address, fields.get("suites", "").split(), options))
    return found


def _fields(block):
    fields, last = {}, None
    for line in block.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line[0].isspace() and last:
            fields[last] += "\n" + line.rstrip()
        elif ":" in line:
            last, value = line.split(":", 1)
            last = last.strip().lower()
            fields[last] = value.strip()
    return fields


def parse_list(text):
    """Return the sources of a one-line-per-archive ``.list`` file."""
    found = []
    pattern = re.compile(r"^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<rest>.+)$")
    for line in text.splitlines():
        match = pattern.match(line.split("#")[0].strip())
        if not match:
            continue
        address, suite, *components = match["rest"].split()
        if "main" not in components:
            continue
        pairs = dict(p.split("=", 1) for p in (match["options"] or "").split())
        options = {
            name: pairs[name.lower()]
            for name in ("Signed-By", "Trusted")
            if name.lower() in pairs
        }
        found.append(Source(address, [suite], options))
    return found


def machine_sources(folder="/etc/apt"):
    """Return every Debian archive that the machine's apt knows."""
    folder = Path(folder)
    files = [folder / "sources.list", *sorted(folder.glob("sources.list.d/*"))]
    found = []
    for path in files:
        if path.suffix not in (".list", ".sources") or not path.is_file():
            continue
        parse = parse_deb822 if path.suffix == ".sources" else parse_list
        found += parse(path.read_text(errors="replace"))
    return found


def codename(path="/etc/os-release"):
    """Return the code name of this Debian release, or an empty text."""
    try:
        text = Path(path).read_text()
    except OSError:
        return ""
    match = re.search(r'^VERSION_CODENAME="?(\w+)', text, re.M)
    return match[1] if match else ""


def main_archive(sources, release):
    """Return the source that carries the release itself.

    :raises Failure: when the machine has no Debian archive
    """
    wanted = {release, "stable", "testing", "sid", "unstable"}
    for source in sources:
        if wanted & set(source.suites) and "security" not in source.address:
            return source
    raise Failure(
        "the machine's apt configuration names no Debian archive, from which Odoo "
        "could be fetched: set ODOO_HOME to a folder that holds Odoo 19"
    )


def wanted_suites(release):
    """Return the suites to read on a machine of this release."""
    return [SUITE, release if release in STABLE_CODENAMES else "stable"]


class Apt:
    """An apt of our own that reads suites the machine does not use.

    :param folder: where its lists and caches live
    """

    def __init__(self, folder):
        self.folder = Path(folder)

    def _command(self, *arguments):
        options = {
            "Dir::Etc::sourcelist": "/dev/null",
            "Dir::Etc::sourceparts": self.folder / "sources.d",
            "Dir::State": self.folder / "state",
            "Dir::State::Lists": self.folder / "lists",
            "Dir::State::status": "/var/lib/dpkg/status",
            "Dir::Cache": self.folder / "cache",
            "Dir::Cache::pkgcache": "",
            "Dir::Cache::srcpkgcache": "",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Sandbox::User": "root",
        }
        flags = [part for k, v in options.items() for part in ("-o", f"{k}={v}")]
        return [arguments[0], *flags, *map(str, arguments[1:])]

    def _run(self, *arguments, what, **options):
        done = subprocess.run(
            self._command(*arguments),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
            **options,
        )
        # apt-get update ends with 0 when an archive could not be reached.
        unreachable = re.search(r"^[WE]: Failed to fetch.*", done.stderr, re.M)
        if done.returncode or unreachable:
            raise failure_from(what, done.stderr, f"{MEND_APT} ({done.stderr[-300:]})")
        return done.stdout

    def update(self):
        """Read the package lists of sid and of the machine's own release."""
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise Failure(
                "this machine has no apt, with which Odoo is fetched: set ODOO_HOME "
                "to a folder that holds Odoo 19"
            )
        release = codename()
        archive = main_archive(machine_sources(), release)
        for name in ("sources.d", "state", "lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        source_file = self.folder / "sources.d" / "archive.sources"
        source_file.write_text(archive.stanza(wanted_suites(release)))
        self._run("apt-get", "update", "-q", what="reading Debian's package lists")

    def newest(self, package, pattern):
        """Return the newest version of a package that the pattern matches.

        :raises Failure: when the archive has none
        """
        text = self._run("apt-cache", "madison", package, what="asking Debian")
        versions = [line.split("|")[1].strip() for line in text.splitlines()]
        fitting = [v for v in versions if re.search(pattern, v)]
        if not fitting:
            raise Failure(
                f"Debian's archive has no {package} with a version like {pattern}: "
                "set ODOO_HOME to a folder that holds Odoo 19"
            )
        return fitting[0]

    def download(self, packages, folder):
        """Download ``name=version`` packages and return their verified files."""
        wanted = self._addresses(packages)
        done = threading.Event()
        total = sum(size for _name, size, _digest in wanted)
        watcher = threading.Thread(
            target=_report_growth, args=(folder, total, done), daemon=True
        )
        watcher.start()
        try:
            what = "downloading Odoo from Debian"
            self._run("apt-get", "download", *packages, what=what, cwd=folder)
        finally:
            done.set()
        return [verified(folder / name, size, sha) for name, size, sha in wanted]

    def _addresses(self, packages):
        text = self._run(
            "apt-get", "download", "--print-uris", *packages, what="asking Debian"
        )
        found = re.findall(r"^'[^']+' (\S+) (\d+) SHA256:(\w+)", text, re.M)
        return [(name, int(size), digest) for name, size, digest in found]


def _report_growth(folder, total, done):
    while not done.wait(5):
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        say(f"  Odoo: {size / 1e6:.0f} of {total / 1e6:.0f} MB")


def verified(path, size, digest):
    """Return the file when it is what apt announced.

    :raises Failure: when it is cut off or changed
    """
    if path.stat().st_size == size:
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            return path
    raise Failure(f"the download of {path.name} is damaged: run the same command again")


def unpack(archive, folder):
    """Extract a package's files into a folder.

    :raises Failure: when the archive is damaged or the disk is full
    """
    done = subprocess.run(
        ["dpkg-deb", "-x", str(archive), str(folder)],
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        cause = known_cause(done.stderr) or "run the same command again"
        raise Failure(f"unpacking {archive.name} failed: {cause}")


def install(packages, reason):
    """Install Debian packages into the system when root, else say the command.

    :param reason: what the packages are for, as the start of a sentence
    :raises Failure: for an ordinary user, with the one command to run
    """
    command = "apt-get install -y --no-install-recommends " + " ".join(packages)
    waiting = "apt-get -o DPkg::Lock::Timeout=600"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sudo = "" if os.geteuid() == 0 else "sudo "
        raise Failure(f"{reason} is missing: {sudo}{command}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    with step(f"installing {', '.join(packages)}", ticks=True):
        for line in ("apt-get update -q", command):
            done = subprocess.run(
                line.replace("apt-get", waiting, 1).split(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                env=environment,
            )
    if done.returncode:
        raise failure_from(f"{reason}: {command}", done.stdout, MEND_APT)

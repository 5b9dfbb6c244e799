#!/usr/bin/env python3
"""examples/postgresql/load.sql against a real PostgreSQL server, which listens on a socket in a
temporary folder and on nothing else: two advisors' ledgers are loaded, one of them twice, and the views
have to say what the files say. 77: no server is installed, or none can be started here.

Usage: test_load.py CRM ROOT
"""

import glob
import json
import os
import pathlib
import pwd
import shutil
import subprocess
import sys
import tempfile

CRM, ROOT = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
TODAY = "2026-11-23"
faults = []


def skip(why):
    print(f"SKIPPED: {why}; examples/postgresql/load.sql was not tried")
    sys.exit(77)


def check(what, found, expected):
    if found != expected:
        faults.append(what)
        print(f"FAULT {what}:\n  found    {found!r}\n  expected {expected!r}"[:2000])


class Server:
    """Runs as somebody who is not root, for PostgreSQL refuses that."""

    def __init__(self, binaries, top):
        self.binaries, self.top = binaries, top
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self.environment = {"PATH": os.environ["PATH"], "HOME": top, "LC_ALL": "C.UTF-8", "TZ": "UTC", "PGHOST": top,
                            "PGUSER": self.user, "PGDATABASE": "postgres", "CRM_TODAY": TODAY}

    def run(self, *words, check_code=True, **more):
        as_whom = {"user": self.user, "group": self.user, "extra_groups": []} if os.getuid() == 0 else {}
        done = subprocess.run(words, env=self.environment, cwd=self.top, capture_output=True, text=True, check=False, **as_whom, **more)
        if check_code and done.returncode != 0:
            raise RuntimeError(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def start(self):
        self.run(f"{self.binaries}/initdb", "-D", f"{self.top}/data", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        self.run(f"{self.binaries}/pg_ctl", "-D", f"{self.top}/data", "-l", f"{self.top}/log", "-w", "-o",
                 f"-c listen_addresses='' -c unix_socket_directories='{self.top}' -c fsync=off", "start")

    def stop(self):
        self.run(f"{self.binaries}/pg_ctl", "-D", f"{self.top}/data", "-m", "immediate", "stop", check_code=False)

    def load(self, advisor, file, **more):
        with open(file, encoding="utf-8") as lines:
            return self.run("psql", "-X", "-v", f"advisor={advisor}", "-f", str(ROOT / "examples/postgresql/load.sql"), stdin=lines, **more)

    def ask(self, question):
        done = self.run("psql", "-X", "-t", "-A", "-c", f"SELECT coalesce(json_agg(q), '[]') FROM ({question}) q")
        return json.loads(done.stdout)


def export(ledger, file, environment):
    subprocess.run([CRM, "--ledger", str(ledger), "export", "jsonl", "-o", str(file)], env=environment, check=True, stdout=subprocess.DEVNULL)
    os.chmod(file, 0o644)
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def of(lines, kind):
    return [line for line in lines if line["type"] == kind]


def prepare(top):
    """Ruth's ledger is the example; Jo knows two of her people and one whose texts are hostile."""
    jo = pathlib.Path(top) / "jo"
    (jo / "contacts").mkdir(parents=True)
    (jo / "journal").mkdir()
    (jo / "crm.yaml").write_text("crm: 1\nadvisor: {name: Jo Park}\ncadence: [{minor: every 30 days}]\n", encoding="utf-8")
    (jo / "contacts/jose.yaml").write_text("name: José O.\nsince: 2026-01-01\nemail: [JOSE@ortegaroofing.example]\n", encoding="utf-8")
    (jo / "contacts/eve.yaml").write_text('name: "x\'); DROP SCHEMA crm CASCADE; --"\nnotes: "a\\tb\\\\c\\n\\"d\\" \\0 \\\\u0000 \\x01\\x02"\n', encoding="utf-8")
    (jo / "journal/2026-11.yaml").write_text("- {date: 2026-11-20, with: [jose], touch: call, minutes: 5, id: k4q7m2x9b1tza}\n", encoding="utf-8")
    return jo


def try_all(server, top):
    jo_ledger = prepare(top)
    ruth = export(ROOT / "examples", pathlib.Path(top) / "ruth.jsonl", server.environment)
    jo = export(jo_ledger, pathlib.Path(top) / "jo.jsonl", server.environment)
    for advisor in ("ruth", "jo", "ruth"):  # the second time replaces what was there
        done = server.load(advisor, f"{top}/{advisor}.jsonl")
        check(f"{advisor}: loading is silent", (done.stdout, done.stderr), ("", ""))
    for advisor, lines in (("ruth", ruth), ("jo", jo)):
        for table, kind in (("contacts", "contact"), ("interactions", "interaction"), ("promises", "promise")):
            check(f"{advisor}: {table}", server.ask(f"SELECT count(*) FROM crm.{table} WHERE advisor = '{advisor}'"),
                  [{"count": len(of(lines, kind))}])
    check("names", [row["name"] for row in server.ask("SELECT name FROM crm.contacts WHERE advisor = 'ruth' ORDER BY id COLLATE \"C\"")],
          [line["name"] for line in of(ruth, "contact")])
    eve = next(line for line in of(jo, "contact") if line["id"] == "eve")
    check("hostile text", server.ask("SELECT name, whole->>'notes' AS notes FROM crm.contacts WHERE id = 'eve'"),
          [{"name": eve["name"], "notes": eve["notes"].replace("\0", "")}])
    overdue = [(p["advisor"], p["name"], p["days_overdue"]) for p in server.ask("SELECT * FROM crm.everyones_overdue")]
    told = [(who, p["name"], p["days_overdue"]) for who, lines in (("ruth", ruth), ("jo", jo)) for p in of(lines, "promise")
            if p["state"] == "overdue"]
    check("everyone's overdue", sorted(overdue), sorted(told))
    check("the latest first", [days for _, _, days in overdue], sorted((days for _, _, days in overdue), reverse=True))
    check("who knows whom", server.ask("SELECT person, advisors, nearest, last FROM crm.who_knows_whom"),
          [{"person": "jose@ortegaroofing.example", "advisors": ["jo", "ruth"], "nearest": "jo", "last": "2026-11-20"}])
    load = {row["advisor"]: row for row in server.ask("SELECT * FROM crm.load_by_advisor")}
    check("load by advisor", [(load[who]["promises"], load[who]["overdue"]) for who in ("ruth", "jo")],
          [(len(of(lines, "promise")), sum(p["state"] == "overdue" for p in of(lines, "promise"))) for lines in (ruth, jo)])
    check("load by advisor: Jo's call", (load["jo"]["minors_90_days"], load["jo"]["minutes_90_days"]), (1, 5))
    for name, text in (("empty", ""), ("other", '{"type": "ledger"}\n'), ("cut", (pathlib.Path(top) / "jo.jsonl").read_text(encoding="utf-8")[:-10])):
        broken = pathlib.Path(top) / f"{name}.jsonl"
        broken.write_text(text, encoding="utf-8")
        check(f"{name}: is refused", server.load("jo", broken, check_code=False).returncode, 3)
        check(f"{name}: leaves what was there", server.ask("SELECT count(*) FROM crm.contacts WHERE advisor = 'jo'"), [{"count": 2}])


def main():
    binaries = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not binaries or shutil.which("psql") is None:
        skip("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory() as top:
        server = Server(os.path.dirname(binaries[-1]), top)
        try:
            if os.getuid() == 0:
                shutil.chown(top, server.user, server.user)
            server.start()
        except (RuntimeError, LookupError, OSError) as error:
            skip(f"no server could be started here: {error}")
        try:
            try_all(server, top)
        finally:
            server.stop()
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

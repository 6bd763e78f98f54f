"""Synthetic firms: the same for a seed, whatever their number; sound to the importer; near the
census; never beside real firms."""

import csv
import os
import pathlib
import shutil
import subprocess
import tempfile

FUGONG = os.environ["FUGONG_PROGRAM"]
SOURCE = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = SOURCE / "tests/golden/generate_seed_1.csv"
# A figure of a sound sample lies within so many standard errors but once in 150,000.
BOUND = 4.5


def run(*arguments, expect=0, packs=SOURCE / "packs"):
    command = [FUGONG, "--lang", "en", "--packs", str(packs), "register", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=250)
    assert done.returncode == expect, (command, done.returncode, done.stdout[-2000:], done.stderr)
    return done


def generated(firms, *more):
    return run("generate", "--firms", firms, "--out", "-", *more).stdout


def test_same_bytes():
    twenty = generated(20, "--seed", 1)
    assert twenty == GOLDEN.read_text(encoding="utf-8")
    # More than one buffer is written; the first firms stay what they were.
    assert generated(5000, "--seed", 1).startswith(twenty)
    assert generated(20, "--seed", 2) != twenty


def test_unknown_percent():
    none = list(csv.DictReader(generated(300, "--unknown-percent", 0).splitlines()))
    every = list(csv.DictReader(generated(300, "--unknown-percent", 100).splitlines()))
    assert all(row["employees"] and row["revenue"] for row in none)
    assert not any(row["employees"] or row["revenue"] for row in every)


def test_codes_and_lists():
    def codes(name):
        with open(SOURCE / "packs/cn-base/lists" / name, encoding="utf-8") as file:
            return {row["code"] for row in csv.DictReader(file)}

    places, industries = codes("places.csv"), codes("industries.csv")
    rows = list(csv.DictReader(generated(2000).splitlines()))
    assert len({row["uscc"] for row in rows}) == 2000
    for row in rows:
        assert row["uscc"].startswith("9199"), row
        assert row["place"] in places, row
        assert row["industry_code"] in industries or row["industry_code"] == "", row


def test_reads_back(folder):
    run("generate", "--firms", 3000, "--out", folder / "firms.csv")
    done = run("import", folder / "firms.csv", "--data", folder / "csv")
    assert "3000 new, 0 changed, 0 the same, 0 older and not taken, 0 left out" in done.stdout
    for kind in ("loan", "rent_month", "premium_month"):
        table = folder / f"firms.{kind}.csv"
        header = table.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        written = folder / f"{kind}.yaml"
        columns = "".join(f"  {name}: {name}\n" for name in header)
        written.write_text(f"subject: {kind}\ncolumns:\n{columns}", encoding="utf-8")
        done = subprocess.run(
            [FUGONG, "--lang", "en", "--packs", SOURCE / "packs", "facts", "import", table, "--map",
             written, "--source", "bank", "--data", folder / "csv"],
            capture_output=True, text=True, timeout=250)
        assert done.returncode == 0 and " 0 left out" in done.stdout, (kind, done.stdout[-2000:])


def test_store_is_marked_and_apart(folder):
    run("generate", "--firms", 200, "--data", folder / "store")
    first = generated(1).splitlines()[1].split(",")[0]
    assert "synthetic=true" in run("show", first, "--data", folder / "store").stdout
    for what in ([first], ["--all"]):
        done = run("check", *what, "--data", folder / "store", "--on", "2020-03-01")
        assert "synthetic=true" in done.stdout, done.stdout[:500]
    real = SOURCE / "docs/examples/register/firms.csv"
    done = run("import", real, "--data", folder / "store", expect=3)
    assert "register-mixed" in done.stdout
    run("import", real, "--data", folder / "real")
    done = run("generate", "--firms", 5, "--data", folder / "real", expect=3)
    assert "register-mixed" in done.stderr and "--force" in done.stderr
    run("generate", "--firms", 5, "--data", folder / "real", "--force")


def test_near_the_census(folder):
    done = run("generate", "--firms", 100000, "--seed", 7, "--out", folder / "many.csv", "--report")
    lines = [line.split(" | ") for line in done.stdout.splitlines()[2:]]
    assert len(lines) == 31 + 6 + 4 + 1, len(lines)
    for line in lines:
        assert float(line[5]) <= BOUND, line


def test_sizes_by_the_standard():
    """Staff, revenue and assets give the shares of the classes by the pack's own table."""
    def table(name):
        with open(SOURCE / "packs/cn-base" / name, encoding="utf-8") as file:
            return list(csv.DictReader(file))

    parents = {row["code"]: row["parent"] for row in table("lists/industries.csv")}
    rows_of = {row["gbt4754_code"]: row["size_row"] for row in table("tables/size_rows.csv")}
    bounds = {}
    for row in table("decisions/enterprise-size.csv"):
        least = [int(row[key].replace(">= ", "").replace("-", "0"))
                 for key in ("employees", "revenue_10k", "assets_10k")]
        bounds.setdefault(row["size_row(industry_code)"].strip('"'), []).append(
            (row["size"].strip('"'), least))

    counts, firms = dict.fromkeys(("micro", "small", "medium", "large"), 0), 0
    for row in csv.DictReader(generated(30000, "--unknown-percent", 0).splitlines()):
        code = row["industry_code"]
        while code not in rows_of and parents.get(code):
            code = parents[code]
        if not rows_of.get(code):
            continue  # the standard doesn't cover it
        have = (float(row["employees"]), float(row["revenue"]) / 1e4,
                float(row["total_assets"]) / 1e4)
        counts[next(size for size, least in bounds[rows_of[code]]
                    if all(h >= b for h, b in zip(have, least)))] += 1
        firms += 1
    for size, weight in (("micro", 15439), ("small", 2392), ("medium", 239), ("large", 36)):
        share = weight / 18106
        error = abs(counts[size] / firms - share)
        assert error <= BOUND * (share * (1 - share) / firms) ** 0.5, (size, counts)


def test_limits():
    run("generate", "--firms", 20_000_001, "--out", "-", expect=2)
    run("generate", "--firms", 0, "--out", "-", expect=2)
    run("generate", "--firms", 1, "--unknown-percent", 101, "--out", "-", expect=2)


def test_bad_profiles(folder):
    packs = folder / "packs"
    shutil.copytree(SOURCE / "packs", packs)
    profile = packs / "miit-2020-14/synthetic/profile.yaml"
    sound = profile.read_text(encoding="utf-8")
    for old, new, code in (
        ("weight: legal_units}}", "weight: units}}", "profile-column-missing"),
        ("by: [province], weight: weight}}", "by: [provinz], weight: weight}}", "profile-draw-unknown"),
        ("unknown_percent: 10", "unknown_percent: 101", "profile-number"),
        ("p95: 20000000, p100", "p95: 200, p100", "profile-quantiles"),
        ("by: [size_row, size]", "by: [size_row, tail]", "profile-draw-unknown"),
        ("targets:", "target:", "profile-unknown-key"),
        ("cn-base/synthetic/name_tails.csv", "cn-base/synthetic/tails.csv", "profile-file-missing"),
        ('affected_by_epidemic, choose: {true: 70', "affected_by_epidemic, choose: {perhaps: 70", "fact-type"),
    ):
        assert old in sound, old
        profile.write_text(sound.replace(old, new, 1), encoding="utf-8")
        done = run("generate", "--firms", 1, "--out", "-", expect=3, packs=packs)
        assert code in done.stderr and ("profile.yaml:" in done.stderr), (old, done.stderr)


def main():
    for name, test in list(globals().items()):
        if not name.startswith("test_"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            test(*([pathlib.Path(folder)] if test.__code__.co_argcount else []))
        print("ok", name)


main()

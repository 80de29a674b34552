#!/usr/bin/env python3
"""Is the hash of the source the same in git, in the packaged crate and in a copy elsewhere, and the one the program says?

    python3 .ci/source.py target/release/comity

Works the hash out by itself, as build.rs is described to do.
"""
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile

LEFT = (".orig", ".rej", ".snap.new", "~")


def source(root):
    """The hash of every file under src, and of Cargo.lock: names and bytes with their lengths, in the order of names."""
    files = [("Cargo.lock", os.path.join(root, "Cargo.lock"))]
    for folder, _, names in os.walk(os.path.join(root, "src")):
        for name in names:
            path = os.path.join(folder, name)
            own = os.path.relpath(path, root).replace(os.sep, "/")
            if not own.endswith(LEFT) and not any(part.startswith(".") for part in own.split("/")):
                files.append((own, path))
    sums = hashlib.sha256()
    for own, path in sorted(files, key=lambda file: file[0].encode()):
        with open(path, "rb") as file:
            for part in (own.encode(), file.read()):
                sums.update(len(part).to_bytes(8, "little"))
                sums.update(part)
    return sums.hexdigest()


def main():
    said = subprocess.run([sys.argv[1], "--version"], check=True, capture_output=True, text=True).stdout
    with tempfile.TemporaryDirectory() as work:
        command = ["cargo", "package", "--no-verify", "--allow-dirty", "--quiet", "--target-dir", work]
        subprocess.run(command, check=True)
        [crate] = [name for name in os.listdir(os.path.join(work, "package")) if name.endswith(".crate")]
        with tarfile.open(os.path.join(work, "package", crate)) as archive:
            archive.extractall(os.path.join(work, "crate"))
        packaged = source(os.path.join(work, "crate", crate.removesuffix(".crate")))
        shutil.copytree("src", os.path.join(work, "copy", "src"))
        shutil.copy("Cargo.lock", os.path.join(work, "copy"))
        found = {"here": source("."), "packaged": packaged, "copied": source(os.path.join(work, "copy"))}
    print(*(f"{value}  {name}" for name, value in found.items()), sep="\n")
    if len(set(found.values())) != 1 or f"source {found['here'][:12]}" not in said:
        sys.exit(f"the hashes are not one and the same, or not what the program says:\n{said}")


if __name__ == "__main__":
    main()

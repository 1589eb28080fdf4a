"""Where a file lies: on a disk of this machine, or on a file system that several share."""

from __future__ import annotations

from pathlib import Path

NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})


def on_network(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> bool:
    """Whether ``path`` lies on a file system that several machines may share, where WAL is not safe."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    best, kind = "", ""
    where = str(path.absolute().parent.resolve())
    for line in lines:
        before, _, after = line.partition(" - ")
        point = before.split(" ")[4]
        if len(point) >= len(best) and (where == point or where.startswith(point.rstrip("/") + "/")):
            best, kind = point, after.split(" ")[0]
    return kind in NETWORK_FILE_SYSTEMS

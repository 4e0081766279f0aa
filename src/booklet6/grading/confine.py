"""What a process does to itself before it runs work of a learner: namespaces of its own, no powers, hard limits.

Linux only, by system calls, since nothing in Python's library does it. Each function raises OSError where the system
refuses.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
from pathlib import Path

from .limits import Limits

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (
    0x20000,
    0x4000000,
    0x8000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = (
    1,
    2,
    4,
    8,
    32,
    4096,
    16384,
    1 << 18,
)
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 4, 24, 38, 22

_libc = ctypes.CDLL(None, use_errno=True)


def _do(name: str, *args: object) -> None:
    if getattr(_libc, name)(*args) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def die_with_parent() -> None:
    """Have the system end this process when the one that started it ends."""
    _do("prctl", _PR_SET_PDEATHSIG, 9, 0, 0, 0)


def new_namespaces() -> None:
    """Own user, mount, process, network and IPC namespaces; processes started from now on are in the new process one."""
    uid, gid = os.getuid(), os.getgid()
    _do("prctl", _PR_SET_DUMPABLE, 1, 0, 0, 0)  # else the files below belong to root
    _do("unshare", _NEWUSER | _NEWNS | _NEWPID | _NEWIPC | _NEWNET)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    _do("mount", b"none", b"/", None, _MS_REC | _MS_PRIVATE, None)


def mount_tmpfs(path: str, size: int, files: int, mode: str = "1777") -> None:
    """An empty private folder that can take so many bytes and files."""
    options = f"size={size},nr_inodes={files},mode={mode}".encode()
    _do("mount", b"tmpfs", path.encode(), b"tmpfs", _MS_NOSUID | _MS_NODEV, options)


def mount_bind(source: str, target: str) -> None:
    """Show a folder in another place."""
    _do("mount", source.encode(), target.encode(), None, _MS_BIND, None)


def make_readonly(path: str) -> None:
    """Let nothing be written there any more. Sockets and devices can still be used."""
    now = os.statvfs(path).f_flag  # what is forbidden there already must stay so, or the system refuses
    kept = now & (_MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    _do("mount", None, path.encode(), None, _MS_BIND | _MS_REMOUNT | _MS_RDONLY | _MS_NOSUID | kept, None)


def drop_powers() -> None:
    """Give up every capability in this user namespace, for good."""
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    header = struct.pack("<Ii", 0x20080522, 0)
    data = bytes(24)
    _do("capset", ctypes.create_string_buffer(header, len(header)), ctypes.create_string_buffer(data, len(data)))
    _do("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def held_data() -> int:
    """Bytes of private memory that this process has mapped."""
    return int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")


def limit_memory(most: int) -> None:
    """Limit the private memory of this process to so many bytes more than it has; a kernel that it starts may raise that."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = held_data() + most
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def set_limits(limits: Limits, held: int) -> None:
    """Limits of the system on this process and those that it starts. `held`: what it has mapped already, in bytes."""
    _limit(resource.RLIMIT_DATA, held + limits.memory)
    _limit(resource.RLIMIT_FSIZE, limits.disk)
    _limit(resource.RLIMIT_NOFILE, limits.open_files)
    _limit(resource.RLIMIT_NPROC, limits.processes)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_MEMLOCK, 0)
    _limit(resource.RLIMIT_MSGQUEUE, 0)
    _limit(resource.RLIMIT_CPU, int(limits.notebook_seconds) * 2 + 10)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


# System calls that no notebook needs, and that have been ways out of sandboxes or around limits, by machine.
# Those of the second group would make memory that no limit counts.
_REFUSED = {
    "x86_64": [
        *(101, 310, 311, 312),  # ptrace, process_vm_readv, process_vm_writev, kcmp
        *(165, 166, 155, 272, 308, 428, 429, 430, 431, 432, 433, 442),  # mounts, pivot_root, unshare, setns
        *(246, 320, 175, 313, 176, 169, 167, 168, 163),  # kexec, modules, reboot, swap, acct
        *(248, 249, 250, 321, 298, 323, 304, 425, 426, 427),  # keys, bpf, perf, userfaultfd, handles, io_uring
        *(29, 64, 68, 240, 319, 447),  # shmget, semget, msgget, mq_open, memfd_create, memfd_secret
    ],
    "aarch64": [
        *(117, 270, 271, 272),
        *(40, 39, 41, 97, 268, 428, 429, 430, 431, 432, 433, 442),
        *(104, 294, 105, 273, 106, 142, 224, 225, 89),
        *(217, 218, 219, 280, 241, 282, 265, 425, 426, 427),
        *(194, 190, 186, 180, 279, 447),
    ],
}
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435


def refuse_system_calls() -> bool:
    """Refuse the calls above, and new namespaces. Returns False where this machine's numbers are not known here."""
    machine = platform.machine()
    if machine not in _REFUSED:
        return False
    load, jump_eq, jump_set, jump_ge, give = 0x20, 0x15, 0x45, 0x35, 0x06
    allow, deny, missing = 0x7FFF0000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
    steps: list[tuple[int, int, int, int]] = [
        (load, 0, 0, 4),
        (jump_eq, 1, 0, _ARCHITECTURE[machine]),
        (give, 0, 0, deny),
        (load, 0, 0, 0),
    ]
    if machine == "x86_64":  # the numbers of x32 are another way to the same calls
        steps += [(jump_ge, 0, 1, 0x40000000), (give, 0, 0, deny)]
    for number in _REFUSED[machine]:
        steps += [(jump_eq, 0, 1, number), (give, 0, 0, deny)]
    steps += [
        (jump_eq, 0, 1, _CLONE3),
        (give, 0, 0, missing),
    ]  # its flags cannot be seen here; the C library uses clone
    new = _NEWNS | _NEWUTS | _NEWIPC | _NEWUSER | _NEWPID | _NEWNET | 0x2000000
    steps += [(jump_eq, 0, 3, _CLONE[machine]), (load, 0, 0, 16), (jump_set, 0, 1, new), (give, 0, 0, deny)]
    steps += [(give, 0, 0, allow)]
    code = b"".join(struct.pack("<HBBI", *step) for step in steps)
    body = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(body))
    _do("prctl", _PR_SET_SECCOMP, 2, ctypes.create_string_buffer(program, len(program)), 0, 0)
    return True

"""From LLVM's language to machine code of this processor, compiled once for a machine and kept on disk.

Code that was kept is trusted like the .pyc files that it lies beside.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import struct
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import llvmlite
from llvmlite import binding, ir

Arguments = bytes
Call = Callable[[Arguments], None]
"""A compiled function: it gets its arguments, pointers too, in one array. Others may run Python while it computes."""


def _registers() -> tuple[int, int]:
    """Bytes of a vector register of this processor, and rows of a tile: two registers a row, and two to spare."""
    features = binding.get_host_cpu_features()
    if features.get("avx512f"):
        return 64, 8
    if features.get("avx2"):
        return 32, 6
    if features.get("neon"):
        return 16, 8
    return 16, 4


VECTOR_BYTES, ROWS = _registers()
VECTORS = 2


def width(itemsize: int) -> int:
    """Columns of a tile of numbers of so many bytes."""
    return VECTORS * VECTOR_BYTES // itemsize


def padded(size: int, itemsize: int) -> int:
    """The next multiple of `width`."""
    return -(-size // width(itemsize)) * width(itemsize)


class Program:
    """Functions that `write` writes into a module, and that may call those of `other`.

    `name` is what their code is kept under.
    """

    def __init__(self, name: str, write: Callable[[ir.Module], object], other: Program | None = None) -> None:
        self.name, self.other = name, other
        self._write = write
        self._lock = threading.Lock()
        self._calls: dict[str, Call] = {}
        self._seen = False
        self._code: bytes | None = None
        self._engine: binding.ExecutionEngine | None = None

    def __getitem__(self, function: str) -> Call:
        """The function of this name, compiled or loaded if it was not."""
        if function not in self._calls:
            address = self.load().get_function_address(function)
            self._calls[function] = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(address)
        return self._calls[function]

    @property
    def ready(self) -> bool:
        """Whether it is loaded, or its code and that of the other is on disk."""
        if not self._seen:
            there = self._code is not None or _kept(self._file) is not None
            self._seen = there and (self.other is None or self.other.ready)
        return self._seen

    def load(self) -> binding.ExecutionEngine:
        """Make its functions callable."""
        with self._lock:
            if self._engine is not None:
                return self._engine
            engine = binding.create_mcjit_compiler(binding.parse_assembly(""), _target_machine())
            for program in filter(None, (self.other, self)):
                engine.add_object_file(binding.ObjectFileRef.from_data(program.code()))
            engine.finalize_object()
            _engines.append(engine)
            self._engine = engine
            return engine

    def code(self) -> bytes:
        """As it was kept; else compiled, and kept where this machine lets us."""
        if self._code is None:
            self._code = _kept(self._file)
        if self._code is None:
            self._code = self.compile()
            _keep(self._file, self._code)
        return self._code

    @property
    def _file(self) -> str:
        return f"{self.name}.{_state()}.o"

    def compile(self) -> bytes:
        """Its code, made anew."""
        module, target = ir.Module(self.name), _target_machine()
        module.triple, module.data_layout = binding.get_process_triple(), str(target.target_data)
        self._write(module)
        parsed = binding.parse_assembly(str(module))
        # LLVM's passes would take half of the time and find nothing: what is to be a vector, and how often a loop is
        # unrolled, is written out already.
        code: bytes = target.emit_object(parsed)
        return code


# Code goes with its engine, but whoever has got a function may call it for as long as there is this process.
_engines: list[binding.ExecutionEngine] = []


def arguments(*values: int) -> Arguments:
    """Those of a `Call`: addresses and integers, as 64 bits each."""
    return struct.pack(f"{len(values)}q", *values)


def _target_machine() -> binding.TargetMachine:
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    features = binding.get_host_cpu_features().flatten()
    return binding.Target.from_triple(binding.get_process_triple()).create_target_machine(
        cpu=binding.get_host_cpu_name(), features=features, opt=3, jit=True
    )


@cache
def _state() -> str:
    """A digest of all that the code follows from: this folder's sources, the compiler and the processor."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    processor = binding.get_process_triple(), binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()
    made_by = repr((*processor, llvmlite.__version__, sys.byteorder))
    return hashlib.sha256(b"".join([made_by.encode(), *(s.read_bytes() for s in sources)])).hexdigest()[:24]


def _folders() -> tuple[Path, ...]:
    """Where code may be kept: beside the sources, or else with what the user's other programs keep."""
    home = Path.home()
    if sys.platform == "win32":
        users = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    elif sys.platform == "darwin":
        users = home / "Library" / "Caches"
    else:
        users = Path(os.environ.get("XDG_CACHE_HOME", home / ".cache"))
    return Path(__file__).parent / "__pycache__", users / "rnn-explorer"


def _kept(name: str) -> bytes | None:
    """What was kept under this name, if it is whole."""
    for folder in _folders():
        with suppress(OSError):
            content = (folder / name).read_bytes()
            digest, code = content[:32], content[32:]
            if hashlib.sha256(code).digest() == digest:
                return code
    return None


def _keep(name: str, code: bytes) -> None:
    for folder in _folders():
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            # Whoever reads finds all of it or nothing, also while several processes write.
            descriptor, path = tempfile.mkstemp(dir=folder, prefix=name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(hashlib.sha256(code).digest() + code)
                Path(path).replace(folder / name)
            finally:
                Path(path).unlink(missing_ok=True)
            return

"""A process that forks a server for each line it reads; somebody else kills them."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.server import Server as House
from cryptokit.mtproto.line.server import Server
from cryptokit.mtproto.line.tcp import serving


async def serve(path, ready):
    server = Server(House((LAB_KEY,), dc=2), path, clock=time.time)
    async with serving(server) as port:
        os.write(ready, str(port).encode())
        os.close(ready)
        await asyncio.Event().wait()


def fork(path):
    port, ready = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(port)
        asyncio.run(serve(path, ready))
    os.close(ready)
    with os.fdopen(port) as told:
        return pid, told.read()


def main(path):
    last = None
    for _ in sys.stdin:
        if last:
            os.waitpid(last, 0)
        last, port = fork(path)
        print(last, port, flush=True)
    if last:
        os.kill(last, signal.SIGKILL)  # whoever asked for it is gone
        os.waitpid(last, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

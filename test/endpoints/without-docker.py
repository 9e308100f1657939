"""Starts LocalEmu or LocalStack (the argument) so that it accepts functions without Docker; invoking one fails."""

import importlib
import sys

package = sys.argv[1]
executor = importlib.import_module(f"{package}.services.lambda_.invocation.docker_runtime_executor")
executor._ensure_runtime_image_present = lambda *_: None
executor.get_runtime_client_path = lambda *_, **__: None
importlib.import_module(f"{package}.runtime.main").main()

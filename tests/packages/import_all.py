"""Imports every module of the package that its argument names, with the standard library only.

It runs in an environment that has the package and what it declares, so it may use nothing else.
"""

import importlib
import pkgutil
import sys

package = importlib.import_module(sys.argv[1])
names = [
    module.name
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    # A `__main__` runs when it is imported; migrations run inside Alembic only.
    if not module.name.endswith(".__main__") and ".migrations." not in module.name
]
for name in names:
    importlib.import_module(name)
print(f"{sys.argv[1]}: {len(names)} modules imported")

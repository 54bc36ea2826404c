"""What NetworkX calls: which calls the back end takes, graphs to and from it, and its functions, loaded when called."""

import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import networkx as nx

from graph.backend.info import CLAIMS, Claim

if TYPE_CHECKING:
    from graph.backend.sparse_network import SparseNetwork

NAME = "intercluster"
NETWORK, BACKEND_KWARGS = "G", "backend_kwargs"


def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
    """Return True, or why NetworkX has to make this call itself."""
    claim = CLAIMS[name]
    signature = _signature(name)
    bound = signature.bind(*args, **kwargs)
    given = dict(bound.arguments)
    bound.apply_defaults()
    if bound.arguments.get(BACKEND_KWARGS):
        return "parameters that NetworkX does not have are left to it"
    for parameter, (value, default) in _values(signature, bound.arguments).items():
        if parameter in claim.only:
            if not _is(value, claim.only[parameter]):
                return f"'{parameter}' is left to NetworkX"
        elif parameter not in claim.parameters or not (parameter in given or _is(default, claim.parameters[parameter])):
            return f"'{parameter}' is not as this back end knows it"
    weight = bound.arguments.get("weight")
    if callable(weight):
        return "weights by a function are left to NetworkX"
    return _takes(claim, bound.arguments["G"], weight)


def should_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
    """Return True, or that so small a graph is done before the compiled code is loaded."""
    network = args[0] if args else kwargs["G"]
    return is_large(network, CLAIMS[name]) or "the graph is small"


def is_large(network: Any, claim: Claim) -> bool:
    """Return whether a graph is large enough to be worth its conversion, by the settings in `nx.config.backends`."""
    settings = nx.config.backends[NAME]
    ties = network.number_of_edges()
    if claim.searches:
        return bool(len(network) * ties >= settings.least_work)
    return bool(ties >= settings.least_ties)


def convert_from_nx(
    graph: Any, *, edge_attrs: Mapping[Any, Any] | None = None, preserve_edge_attrs: bool = False, **_: Any
) -> "SparseNetwork[Any]":
    """Return the graph as a sparse matrix with at most one weight a tie; raise NotImplementedError for more."""
    from graph.backend.sparse_network import SparseNetwork

    if preserve_edge_attrs or len(edge_attrs or ()) > 1:
        raise NotImplementedError("Only one weight a tie is kept.")
    ((weight, default),) = (edge_attrs or {None: 1}).items()
    return SparseNetwork.of(graph, weight, default)


def convert_to_nx(result: Any, **_: Any) -> Any:
    """Return a sparse network as a NetworkX graph, and any other result as it is."""
    return result.to_networkx() if _is_ours(result) else result


def _values(signature: inspect.Signature, arguments: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the value and the default of each parameter that says what is asked of the network."""
    apart = {NETWORK, "backend", BACKEND_KWARGS}
    return {name: (arguments[name], each.default) for name, each in signature.parameters.items() if name not in apart}


def _is(value: Any, known: Any) -> bool:
    # An array is no value that is known, and compares item by item.
    return value is known or (isinstance(value, (str, int, float)) and bool(value == known))


def _takes(claim: Claim, network: Any, weight: str | None) -> bool | str:
    if network.is_directed():
        return "directed graphs are left to NetworkX"
    if network.is_multigraph() and not (claim.multigraphs and weight is not None):
        return "multigraphs, or their ties without weights, are left to NetworkX"
    if not claim.loops and _has_loops(network):
        return "graphs with loops are left to NetworkX"
    return True


def _has_loops(network: Any) -> bool:
    # Not NetworkX's own function, which would be dispatched again.
    return bool(network.loops) if _is_ours(network) else any(node in network[node] for node in network)


def _is_ours(result: Any) -> bool:
    return getattr(result, "__networkx_backend__", None) == NAME


def _signature(name: str) -> inspect.Signature:
    return inspect.signature(getattr(nx, name, None) or getattr(nx.community, name))


def _later(name: str, module: str) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        asked = _signature(name).bind(*args, **kwargs).arguments
        network, only = asked.pop(NETWORK), CLAIMS[name].only
        function = getattr(import_module(f"graph.backend.{module}"), name)
        return function(network, **{parameter: value for parameter, value in asked.items() if parameter not in only})

    call.__name__ = name
    return call


backend = SimpleNamespace(
    can_run=can_run,
    should_run=should_run,
    convert_from_nx=convert_from_nx,
    convert_to_nx=convert_to_nx,
    **{name: _later(name, claim.module) for name, claim in CLAIMS.items()},
)
"""The entry point `networkx.backends`."""

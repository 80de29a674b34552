"""The same workloads by Python tools that one might use instead: units per second, one core, medians.

    cargo bench --bench table -- ABCF     # comity, and loops by hand in Rust
    python benches/peers.py               # those of axelrod, numba, numpy, egttools, mesa and agentpy that are installed

Each peer does its work for about a second, three times, in turn with the others. What is compiled at run time (numba) is compiled
before the clock starts. A peer that is not installed is named and left out.
"""

import importlib.metadata
import statistics
import time

AGENTS, ROUNDS = 20, 100


def axelrod_matches():
    """A: matches of 200 turns with 5% noise, three memory-one strategies against each other."""
    import axelrod

    players = [axelrod.TitForTat(), axelrod.WinStayLoseShift(), axelrod.GTFT()]

    def once():
        turns = 0
        for own in players:
            for other in players:
                turns += len(axelrod.Match((own, other), turns=200, noise=0.05, seed=1).play())
        return turns

    return once


def numba_matches():
    """A: the loop over turns, compiled."""
    import numba
    import numpy

    strategies = numpy.array([[1, 0, 1, 0], [1, 1 / 3, 1, 1 / 3], [1, 0, 0, 1], [1, 0, 0, 0], [0.5, 0.5, 0.5, 0.5]])

    @numba.njit
    def play(strategies, turns):
        score = 0.0
        payoff = numpy.array([3.0, 0.0, 5.0, 1.0])
        for i in range(len(strategies)):
            for j in range(len(strategies)):
                a = b = 0
                for _ in range(turns):
                    x = int((numpy.random.random() < strategies[i, a]) == (numpy.random.random() < 0.05))
                    y = int((numpy.random.random() < strategies[j, b]) == (numpy.random.random() < 0.05))
                    a, b = 2 * x + y, 2 * y + x
                    score += payoff[a]
        return score

    def once():
        play(strategies, 20_000)
        return 25 * 20_000

    once()
    return once


def numba_lattice():
    """B: Fermi imitation on a lattice of 50 x 50, compiled."""
    import numba
    import numpy

    @numba.njit
    def payoff(grid, x, y):
        n = grid.shape[0]
        good = grid[(x + 1) % n, y] + grid[x - 1, y] + grid[x, (y + 1) % n] + grid[x, y - 1]
        return good if grid[x, y] else 1.02 * good

    @numba.njit
    def evolve(grid, events):
        n = grid.shape[0]
        for _ in range(events):
            x, y = numpy.random.randint(n), numpy.random.randint(n)
            if numpy.random.random() < 0.0001:
                grid[x, y] = numpy.random.randint(2)
                continue
            to = numpy.random.randint(4)
            u, v = x, y
            if to == 0:
                u = (x + 1) % n
            elif to == 1:
                u = (x - 1) % n
            elif to == 2:
                v = (y + 1) % n
            else:
                v = (y - 1) % n
            better = payoff(grid, u, v) - payoff(grid, x, y)
            if numpy.random.random() < 1 / (1 + numpy.exp(-10 * better)):
                grid[x, y] = grid[u, v]

    grid = numpy.random.default_rng(1).integers(0, 2, (50, 50))

    def once():
        evolve(grid, 500_000)
        return 500_000

    once()
    return once


def egttools_mixed():
    """C: pairwise comparison in a population of 100, three strategies, mutation 0.01."""
    import egttools.games
    import egttools.numerical
    import numpy

    payoffs = numpy.array([[3.0, 0.0, 3.0], [5.0, 1.0, 1.0], [3.0, 1.0, 3.0]])
    game = egttools.games.Matrix2PlayerGameHolder(3, payoffs)
    evolver = egttools.numerical.PairwiseComparisonNumerical(100, game, 100_000)
    start = numpy.array([34, 33, 33], dtype=numpy.int64)

    def once():
        # Its generation is one comparison. It does not keep the game alive itself.
        assert game is not None
        evolver.run_with_mutation(200_000, 1.0, 0.01, start)
        return 200_000

    return once


def numba_mixed():
    """C: the same as a compiled loop."""
    import numba
    import numpy

    payoffs = numpy.array([[3.0, 0.0, 3.0], [5.0, 1.0, 1.0], [3.0, 1.0, 3.0]])

    @numba.njit
    def evolve(payoffs, strategy, counts, events):
        n = len(strategy)
        for _ in range(events):
            i = numpy.random.randint(n)
            own = strategy[i]
            after = own
            if numpy.random.random() < 0.01:
                after = numpy.random.randint(3)
            else:
                peer = strategy[numpy.random.randint(n)]
                if peer != own:
                    mine = (payoffs[own] * counts).sum() - payoffs[own, own]
                    theirs = (payoffs[peer] * counts).sum() - payoffs[peer, peer]
                    if numpy.random.random() < 1 / (1 + numpy.exp(-(theirs - mine) / (n - 1))):
                        after = peer
            counts[own] -= 1
            counts[after] += 1
            strategy[i] = after

    strategy = numpy.random.default_rng(1).integers(0, 3, 100)
    counts = numpy.bincount(strategy, minlength=3).astype(float)

    def once():
        evolve(payoffs, strategy, counts, 500_000)
        return 500_000

    once()
    return once


def mesa_runs():
    """D: a run of 20 agents on a ring, 100 rounds, each meeting two others and copying what it saw last."""
    import mesa

    class State(mesa.Agent):
        def __init__(self, model):
            super().__init__(model)
            self.last, self.score = 1, 0.0

    class World(mesa.Model):
        def __init__(self):
            super().__init__(rng=1)
            self.states = [State(self) for _ in range(AGENTS)]

        def step(self):
            moves = [state.last if self.random.random() > 0.01 else 1 - state.last for state in self.states]
            for i, state in enumerate(self.states):
                for j in (i - 1, (i + 1) % AGENTS):
                    state.score += 3 * moves[j] - moves[i]
                state.last = moves[i - 1]

    def once():
        world = World()
        for _ in range(ROUNDS):
            world.step()
        return 1

    return once


def agentpy_runs():
    """D: the same."""
    import agentpy

    class World(agentpy.Model):
        def setup(self):
            self.states = agentpy.AgentList(self, AGENTS)
            for state in self.states:
                state.last, state.score = 1, 0.0

        def step(self):
            moves = [state.last if self.random.random() > 0.01 else 1 - state.last for state in self.states]
            for i, state in enumerate(self.states):
                for j in (i - 1, (i + 1) % AGENTS):
                    state.score += 3 * moves[j] - moves[i]
                state.last = moves[i - 1]

    def once():
        World({"steps": ROUNDS, "seed": 1}).run(display=False)
        return 1

    return once


def numpy_crowd():
    """F: 50 agents, all pairs, with slips, misreadings, trust and payoffs, as arrays."""
    import numpy

    n = 50
    chance = numpy.random.default_rng(1)
    strategies = numpy.array([[1, 0, 1, 0], [1, 0, 0, 1], [0, 0, 0, 0]], dtype=float)[numpy.arange(n) % 3]
    payoff = numpy.array([3.0, 0.0, 5.0, 1.0])
    state, trust = numpy.zeros((n, n), dtype=int), numpy.full((n, n), 0.6)
    rows = numpy.arange(n)[:, None]

    def once():
        nonlocal state, trust
        for _ in range(20):
            moves = ((chance.random((n, n)) < strategies[rows, state]) == (chance.random((n, n)) < 0.01)).astype(int)
            theirs = moves.T
            earned = payoff[2 * moves + theirs].sum(axis=1)
            read = theirs ^ (chance.random((n, n)) < numpy.where(theirs, 0.1, 0.05))
            state = 2 * moves + read
            trust = numpy.where(read, trust - 0.3 * trust, trust + 0.1 * (1 - trust))
            trust += 0.01 * (0.6 - trust)
        assert earned.shape == (n,)
        return 20 * n * (n - 1)

    return once


def numba_crowd():
    """F: the same as a compiled loop."""
    import numba
    import numpy

    n = 50
    strategies = numpy.array([[1, 0, 1, 0], [1, 0, 0, 1], [0, 0, 0, 0]], dtype=float)
    payoff = numpy.array([3.0, 0.0, 5.0, 1.0])
    state, trust, earned = numpy.zeros((n, n), dtype=numpy.int64), numpy.full((n, n), 0.6), numpy.zeros(n)

    @numba.njit
    def choice(p):
        return int((numpy.random.random() < p) == (numpy.random.random() < 0.01))

    @numba.njit
    def reads(state, trust, i, j, own, other):
        wrong = numpy.random.random() < (0.1 if other else 0.05)
        read = 1 - other if wrong else other
        state[i, j] = 2 * own + read
        tau = trust[i, j]
        tau = tau - 0.3 * tau if read else tau + 0.1 * (1 - tau)
        trust[i, j] = tau + 0.01 * (0.6 - tau)

    @numba.njit
    def play(strategies, payoff, state, trust, earned, rounds):
        for _ in range(rounds):
            for i in range(n):
                for j in range(i):
                    x, y = choice(strategies[i % 3, state[i, j]]), choice(strategies[j % 3, state[j, i]])
                    earned[i] += payoff[2 * x + y]
                    earned[j] += payoff[2 * y + x]
                    reads(state, trust, i, j, x, y)
                    reads(state, trust, j, i, y, x)

    def once():
        play(strategies, payoff, state, trust, earned, 200)
        return 200 * n * (n - 1)

    once()
    return once


PEERS = [
    ("A", "Axelrod", "turns", axelrod_matches),
    ("A", "numba", "turns", numba_matches),
    ("B", "numba", "events", numba_lattice),
    ("C", "egttools", "events", egttools_mixed),
    ("C", "numba", "events", numba_mixed),
    ("D", "Mesa", "runs", mesa_runs),
    ("D", "agentpy", "runs", agentpy_runs),
    ("F", "numpy", "sides", numpy_crowd),
    ("F", "numba", "sides", numba_crowd),
]


def main():
    """Measures in turn and prints medians."""
    ready = []
    for letter, name, unit, prepare in PEERS:
        try:
            ready.append((letter, f"{name} {importlib.metadata.version(name)}", unit, prepare(), []))
        except (ImportError, importlib.metadata.PackageNotFoundError):
            print(f"{letter}  {name}: not installed")
    for _ in range(3):
        for *_, once, rates in ready:
            units, start = 0, time.process_time()
            while time.process_time() - start < 1:
                units += once()
            rates.append(units / (time.process_time() - start))
    for letter, name, unit, _, rates in ready:
        print(f"{letter}  {name:20} {statistics.median(rates):10.3e} {unit} per second")


main()

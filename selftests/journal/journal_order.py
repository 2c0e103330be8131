# SPDX-License-Identifier: GPL-2.0
"""Whether calls that overlap can have happened in some order, and if not, why."""

import operator
from collections import namedtuple

from journal_records import NEVER, Unreadable

# What a call does to one object, or to some: gives the new state, None if it cannot
# have happened in the old one, or a list of new ones, if that is not known. Whoever
# did not end need not have happened. touches gives, of a state, with which of the
# objects that it is made of the call has to do; None: there is one only.
Step = namedtuple("Step", "call apply touches", defaults=[None])

# More states of the search than this, and something is wrong with the log.
SEARCH_LIMIT = 2000000


class Absent:
    """A state: there is no such thing. None is what no step leads to."""

    def __repr__(self):
        return "nothing"


ABSENT = Absent()


# Any state
ANY = Absent()


def order_exists(steps, first, last, same=operator.eq):
    """Whether some order of the steps leads from one state to the other."""
    steps = sorted(steps, key=lambda step: step.call.begin)
    # The steps from the place 'left' on have not to have happened any more.
    left = max((place + 1 for place, step in enumerate(steps)
                if not step.call.unfinished), default=0)
    # What is done: all before 'base', and the bits of 'more' from there on.
    todo = [(0, 0, first)]
    seen = set(todo)
    while todo:
        base, more, state = todo.pop()
        if over(steps, base, more, left) and \
                (last is ANY or same(state, last)):
            return True
        for place in candidates(steps, base, more, state):
            done = settle(base, more | 1 << place - base)
            for after in outcomes(steps[place], state):
                reached = (*done, after)
                if reached not in seen:
                    seen.add(reached)
                    todo.append(reached)
        if len(seen) > SEARCH_LIMIT:
            raise Unreadable("too many calls at once to find their order")
    return False


def outcomes(step, state):
    after = step.apply(state)
    if isinstance(after, list):
        return after
    return [] if after is None else [after]


def settle(base, more):
    """The same in the shortest way."""
    while more & 1:
        base += 1
        more >>= 1
    return base, more


def over(steps, base, more, left):
    """Whether all that ended is done."""
    return all(steps[place].call.unfinished or more >> place - base & 1
               for place in range(base, left))


def candidates(steps, base, more, state):
    """The steps that may come next: none that is left ended before. The one that
    ended first is the last of them, as it is the likely one."""
    result, bound = [], NEVER
    for place in range(base, len(steps)):
        if more >> place - base & 1:
            continue
        call = steps[place].call
        if call.begin > bound:
            break
        bound = min(bound, call.end)
        result.append(place)
    result.sort(key=lambda place: -steps[place].call.end)
    return entangled(steps, result, state)


def entangled(steps, places, state):
    """Of the steps that may come next those that have to do with the one that has
    to come before any other begins, be it by others. The rest may come after them
    as well: it makes no difference in which order."""
    if len(places) < 2 or steps[places[-1]].call.unfinished or \
            not steps[places[-1]].touches:
        return places
    touched = {place: steps[place].touches(state) for place in places}
    reach, chosen = set(touched[places[-1]]), {places[-1]}
    grown = True
    while grown:
        grown = False
        for place in places:
            if place not in chosen and touched[place] & reach:
                chosen.add(place)
                reach |= touched[place]
                grown = True
    return [place for place in places if place in chosen]


def diagnose(what, steps, refused, first, last, same=operator.eq, shown=None):
    """In words: what is wrong with an object. refused are steps of calls that
    failed, which should have done nothing; shown says both states in short."""
    def order(steps):
        return order_exists(steps, first, last, same)

    was, now = shown or (first, last)
    facts = f"{what} was {was} and is {now}"
    # The last ones are the likely ones.
    for step in reversed(steps[-40:]):
        rest = [other for other in steps if other is not step]
        if not step.call.unfinished and order(rest):
            return f"lost: {facts}, as without {step.call}"
    for step in reversed(refused[-40:]):
        if order(steps + [step]):
            return f"effect of a failure: {facts}, as with {step.call}"
    for step in reversed(steps[-40:]):
        if order(steps + [step]):
            return f"twice: {facts}, as with two of {step.call}"
    return f"no order: {facts}, and no order of its calls does that: " \
        f"{misfit(steps, first)}"


def misfit(steps, first):
    """The first call that does not fit to those before it."""
    steps = sorted(steps, key=lambda step: step.call.end)
    if order_exists(steps, first, ANY):
        return "what is there is older, or of nobody"
    low, high = 0, len(steps)
    while high - low > 1:
        middle = (low + high) // 2
        if order_exists(steps[:middle], first, ANY):
            low = middle
        else:
            high = middle
    told = "".join(f"\n    {step.call}" for step in steps[max(0, low - 8):high])
    return f"the last of these does not fit:{told}"

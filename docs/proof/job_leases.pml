/* The life of jobs with leases, as src/database/job_state.hpp has it: workers that fail, hang and die, the tending of the
 * queue that takes over leases which have run out, and a person who halts, suspends, retries and abandons. The job 1 waits
 * for the job 0. tests/scenarios/test_job_model.py has spin look at every order of events:
 *
 * - a result counts once, as that of the owner, and of no job that is not Done (assertions at each commit);
 * - nothing is lost: where nothing moves any more, each job has ended, or a person must act (process `end_of_all`);
 * - it comes to that end: there is no way to go on for ever (ltl `settles`).
 *
 * AFTER_FAILED_FAIL and AFTER_FAILED_WAIT are the other two rules of a job that waits; without them it goes on.
 *
 * A job's transactions are atomic steps; between them anything may happen. Each macro below is a fault which must be found.
 *   NO_OWNER_CHECK  a worker's ending asks whether the job is in progress, not whose it is
 *   NO_CHECK        it asks nothing
 *   NO_TAKE_OVER    nobody looks for leases that have run out
 *   NO_GIVING_UP    a job that fails is tried again without an end
 *   NO_RELEASE      what waits is not let go by a predecessor that failed
 *   FORGETFUL       a job that is resumed does not know that it still waits
 */
#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef ACTIONS
#define ACTIONS 2 /* of the person */
#endif
#ifndef FAULTS
#define FAULTS 2 /* leases that run out under a worker which hangs or dies */
#endif
#define JOBS 2
#define MOST_ATTEMPTS 2
#define NOBODY 255

mtype = { fresh, waiting, in_progress, retry, suspended, error, done, abandoned };

mtype state[JOBS];
byte owner[JOBS];     /* the worker under whose name it is */
bool has_lease[JOBS]; /* it has not run out */
byte attempts[JOBS];
byte results[JOBS];   /* endings that were committed with what they write */
bool is_held = true;  /* job 1 has a row in job_dependency */
bool is_halted = false;
byte faults = FAULTS;
bool is_settled = false;

/* What a transaction does that has ended a job, with what waits for it. */
#ifdef AFTER_FAILED_WAIT
#define IS_AWAITED_STILL (state[0] == error)
#else
#define IS_AWAITED_STILL false
#endif
#ifdef AFTER_FAILED_FAIL
#define IS_FOLLOWED (state[0] != done)
#else
#define IS_FOLLOWED false
#endif
#ifdef NO_RELEASE
#define IS_FORGOTTEN (state[0] != done)
#else
#define IS_FORGOTTEN false
#endif

inline release(j) {
    if
    :: j == 1 || IS_AWAITED_STILL || IS_FORGOTTEN -> skip
    :: j == 0 && !IS_AWAITED_STILL && !IS_FORGOTTEN ->
        is_held = false;
        if
        :: state[1] == waiting && !IS_FOLLOWED -> state[1] = fresh
        :: (state[1] == waiting || state[1] == suspended) && IS_FOLLOWED -> state[1] = error
        :: state[1] == suspended && !IS_FOLLOWED -> skip
        :: state[1] != waiting && state[1] != suspended -> skip
        fi
    fi
}

#ifdef NO_OWNER_CHECK
#define IS_MINE(j) (state[j] == in_progress)
#elif defined NO_CHECK
#define IS_MINE(j) true
#else
#define IS_MINE(j) (state[j] == in_progress && owner[j] == _pid)
#endif
#ifdef NO_GIVING_UP
#define HAS_ATTEMPTS(j) true
#else
#define HAS_ATTEMPTS(j) (attempts[j] < MOST_ATTEMPTS)
#endif

inline leave(j, next) {
    owner[j] = NOBODY;
    has_lease[j] = false;
    state[j] = next
}

inline finish(j) {
    assert(owner[j] == _pid);
    leave(j, done);
    results[j]++;
    assert(results[j] == 1);
    release(j)
}

inline fail(j) {
    if
    :: HAS_ATTEMPTS(j) -> leave(j, retry)
    :: !HAS_ATTEMPTS(j) -> leave(j, error); release(j)
    fi
}

inline claim(j) {
    state[j] = in_progress;
    owner[j] = _pid;
    has_lease[j] = true;
#ifndef NO_GIVING_UP
    attempts[j]++;
#endif
    mine = j
}

/* What a worker has in mind of its job is lost where its process dies; the name stays, for the one that starts anew. */
active [WORKERS] proctype worker() {
    byte mine = NOBODY;
end:
    do
    :: atomic { mine == NOBODY && !is_halted && (state[0] == fresh || state[0] == retry) -> claim(0) }
    :: atomic { mine == NOBODY && !is_halted && (state[1] == fresh || state[1] == retry) -> claim(1) }
    :: atomic { mine != NOBODY && IS_MINE(mine) -> finish(mine); mine = NOBODY }
    :: atomic { mine != NOBODY && IS_MINE(mine) -> fail(mine); mine = NOBODY }
    :: atomic { mine != NOBODY && !IS_MINE(mine) -> mine = NOBODY } /* it writes nothing */
    :: atomic { /* it hangs, and wakes up later */
        mine != NOBODY && IS_MINE(mine) && faults > 0 && has_lease[mine] -> has_lease[mine] = false; faults-- }
    :: atomic { /* it dies: whoever takes its place ends the leases of that name, end_leases() */
        mine != NOBODY && IS_MINE(mine) && faults > 0 -> has_lease[mine] = false; owner[mine] = NOBODY; faults--;
        mine = NOBODY }
    od
}

#ifndef NO_TAKE_OVER
/* Any process that works on the queue, as often as it likes. */
active proctype tender() {
end:
    do
    :: atomic { state[0] == in_progress && !has_lease[0] -> fail(0) }
    :: atomic { state[1] == in_progress && !has_lease[1] -> fail(1) }
    od
}
#endif

inline abandon(j) {
    leave(j, abandoned);
    release(j)
}

#ifdef FORGETFUL
#define STILL_WAITS(j) false
#else
#define STILL_WAITS(j) (j == 1 && is_held)
#endif

inline go_on(j) {
    if
    :: STILL_WAITS(j) -> state[j] = waiting
    :: !STILL_WAITS(j) && attempts[j] > 0 -> state[j] = retry
    :: !STILL_WAITS(j) && attempts[j] == 0 -> state[j] = fresh
    fi
}

inline run_again(j) {
    attempts[j] = 0;
    if
    :: STILL_WAITS(j) -> state[j] = waiting
    :: !STILL_WAITS(j) -> state[j] = fresh
    fi
}

#define IS_KEPT_BACK_FROM(s) (s == fresh || s == waiting || s == retry)
#define IS_GIVEN_UP_FROM(s) (s == fresh || s == waiting || s == retry || s == suspended || s == error)

active proctype person() {
    byte left = ACTIONS;
    byte j;
end:
    do
    :: left > 0 ->
        left--;
        if
        :: j = 0
        :: j = 1
        fi;
        if
        :: is_halted = true
        :: is_halted = false
        :: atomic { IS_KEPT_BACK_FROM(state[j]) -> state[j] = suspended }
        :: atomic { state[j] == suspended -> go_on(j) }
        :: atomic { IS_GIVEN_UP_FROM(state[j]) -> abandon(j) }
        :: atomic { state[j] == error || state[j] == retry || state[j] == abandoned -> run_again(j) }
        :: atomic { state[j] == in_progress -> abandon(j) } /* a mark, which needs not wait for the worker */
        :: skip
        fi
    od
}

#define HAS_ENDED(s) (s == done || s == abandoned)
/* A person has halted the queue or keeps the job back, or an exception tells of it. */
#define NEEDS_PERSON(j) (state[j] == suspended || state[j] == error || \
                         (is_halted && (state[j] == fresh || state[j] == retry)))

active proctype end_of_all() {
    timeout ->
    assert(HAS_ENDED(state[0]) || NEEDS_PERSON(0));
    assert(HAS_ENDED(state[1]) || NEEDS_PERSON(1) || (state[1] == waiting && is_held && NEEDS_PERSON(0) &&
                                                     (state[0] != error || IS_AWAITED_STILL)));
    assert(results[0] == 1 || state[0] != done);
    assert(results[1] == 1 || state[1] != done);
    is_settled = true
}

/* A claimed job was let go before: no worker has what still waits. */
active proctype witness() {
end:
    atomic { state[1] == in_progress && is_held -> assert(false) }
}

init {
    atomic {
        owner[0] = NOBODY;
        owner[1] = NOBODY;
        state[0] = fresh;
        state[1] = waiting
    }
}

ltl settles { <> is_settled }

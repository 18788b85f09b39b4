// Package chaos holds tests only. They build the real gouji and run it as an
// administrator would, with its own queue and search server, and then kill it,
// fill its disk and take its search server away: at the end every document must
// be there exactly once and no file lost.
//
// What is random is drawn from a seed that the test logs; CHAOS_SEED
// repeats it. The moments at which a process dies depend on the machine all
// the same, so a seed repeats the plan, not the run.
package chaos

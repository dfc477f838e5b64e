// How often something is done: a short form for every day, and the full count with POOLHOUSE_TEST_LONG=1.
export const LONG = process.env.POOLHOUSE_TEST_LONG === '1';
export const times = (short, long) => (LONG ? long : short);

// A control breaks the server on purpose; the check must see it within so many cycles.
export const CONTROL_CYCLES_MAX = 5;

// For node:test. A cycle starts a server, loads it and looks at everything it stored.
export const timeoutFor = (cycles) => ({ timeout: 60_000 + cycles * 10_000 });

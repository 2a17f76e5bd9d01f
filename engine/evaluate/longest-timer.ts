/** The longest that a timer can wait, in milliseconds, 24 days: one of more goes off at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Raised when counting would take more steps than allowed; callers estimate instead. */
export class TooManySteps extends Error {}

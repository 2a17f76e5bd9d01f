/** Joins requests for the same thing: the first is granted at once, further ones together when the time between two is over, whatever the clock says. */

/** `milliseconds` is the time between two; a request may ask for less. */
export function atMostEvery(milliseconds: number, run: () => void): (within?: number) => void {
  let last = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  let due = Infinity;
  const go = (): void => {
    clearTimeout(timer);
    timer = undefined;
    due = Infinity;
    last = performance.now();
    run();
  };
  return (within = milliseconds) => {
    const now = performance.now();
    const wanted = last + within;
    if (wanted <= now) return go();
    if (wanted >= due) return;
    clearTimeout(timer);
    due = wanted;
    timer = setTimeout(go, wanted - now);
  };
}

/** Joins requests for the same thing: the first is granted at once, further ones together when the time between two is over. */
export function atMostEvery(milliseconds: number, run: () => void): () => void {
  let last = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  return () => {
    if (timer !== undefined) return;
    const wait = last + milliseconds - Date.now();
    const go = (): void => {
      timer = undefined;
      last = Date.now();
      run();
    };
    if (wait <= 0) go();
    else timer = setTimeout(go, wait);
  };
}

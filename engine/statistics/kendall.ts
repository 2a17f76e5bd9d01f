/**
 * Kendall's rank correlation tau-b in O(n log n): sort by one variable, count the exchanges a merge sort needs on the other
 * (W. R. Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 61, 1966).
 */

/**
 * tau-b = (concordant - discordant) / sqrt((pairs - ties in a) (pairs - ties in b)), in -1..1.
 * NaN where it is not defined: fewer than two values, or one variable constant. Lengths must agree and values be numbers.
 */
export function kendallTau(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  if (b.length !== n) throw new Error(`kendallTau: ${n} and ${b.length} values`);
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  order.sort((i, j) => at(a, i) - at(a, j) || at(b, i) - at(b, j));
  const second = new Float64Array(n);
  for (let i = 0; i < n; i++) second[i] = at(b, at(order, i));

  let tiedA = 0;
  let tiedBoth = 0;
  for (let start = 0; start < n;) {
    let end = start + 1;
    let run = 1;
    while (end < n && at(a, at(order, end)) === at(a, at(order, start))) {
      if (at(second, end) === at(second, end - 1)) run++;
      else {
        tiedBoth += pairs(run);
        run = 1;
      }
      end++;
    }
    tiedBoth += pairs(run);
    tiedA += pairs(end - start);
    start = end;
  }
  const discordant = sortCountingExchanges(second);
  let tiedB = 0;
  for (let start = 0; start < n;) {
    let end = start + 1;
    while (end < n && second[end] === second[start]) end++;
    tiedB += pairs(end - start);
    start = end;
  }
  const all = pairs(n);
  const concordantMinusDiscordant = all - tiedA - tiedB + tiedBoth - 2 * discordant;
  return concordantMinusDiscordant / Math.sqrt((all - tiedA) * (all - tiedB));
}

/** Bottom-up merge sort in place; returns the number of pairs that stood in descending order. */
function sortCountingExchanges(values: Float64Array<ArrayBuffer>): number {
  const n = values.length;
  let from = values;
  let to = new Float64Array(n);
  let exchanges = 0;
  for (let width = 1; width < n; width *= 2) {
    for (let left = 0; left < n; left += 2 * width) {
      const middle = Math.min(left + width, n);
      const right = Math.min(left + 2 * width, n);
      let i = left;
      let j = middle;
      for (let k = left; k < right; k++) {
        if (i < middle && (j >= right || at(from, i) <= at(from, j))) to[k] = at(from, i++);
        else {
          exchanges += middle - i;
          to[k] = at(from, j++);
        }
      }
    }
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return exchanges;
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}

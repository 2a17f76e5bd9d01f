/** Of all rectifiers of a network: how many, and for how many of them two images agree on being above zero (the kernel of Mellor et al., ICML 2021). */
export interface Activity {
  rectifiers: number;
  near: number;
  other: number;
  /** The same, each layer counted by its number of units. */
  units: number;
  nearUnits: number;
  otherUnits: number;
}

export function noActivity(): Activity {
  return { rectifiers: 0, near: 0, other: 0, units: 0, nearUnits: 0, otherUnits: 0 };
}

/** Adds so many times the other activity. */
export function addActivity(to: Activity, times: number, from: Activity): void {
  to.rectifiers += times * from.rectifiers;
  to.near += times * from.near;
  to.other += times * from.other;
  to.units += times * from.units;
  to.nearUnits += times * from.nearUnits;
  to.otherUnits += times * from.otherUnits;
}

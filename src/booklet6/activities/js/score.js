// The one scorer. activities/scoring.py is its twin: the same steps in the same order, so both give the same numbers.

const own = (o, k) => (o !== null && typeof o === "object" && Object.hasOwn(o, k) ? o[k] : undefined);

/**
 * @param {Record<string, {credit: Record<string, number>, weight: number}>} key
 * @param {unknown} response slot → value; anything else counts as no answer
 * @returns {{points: number, maximum: number, outcomes: Record<string, string>}}
 */
export function score(key, response) {
  let points = 0;
  let maximum = 0;
  const outcomes = Object.create(null);
  for (const slot of Object.keys(key)) {
    const { credit, weight = 1 } = key[slot];
    let best = 0;
    for (const c of Object.values(credit)) best = Math.max(best, c);
    const given = own(response, slot);
    const value = typeof given === "string" && given !== "" ? given : null;
    const earned = value !== null ? (own(credit, value) ?? 0) : 0;
    points += weight * earned;
    maximum += weight * best;
    outcomes[slot] = outcome(value !== null, earned, best, weight);
  }
  return { points: Math.max(0, points), maximum, outcomes };
}

function outcome(answered, earned, best, weight) {
  if (!answered) return best > 0 && weight > 0 ? "missed" : "rest";
  if (earned < 0 || (earned === 0 && best > 0)) return "wrong";
  if (earned < best) return "partly";
  return best > 0 ? "right" : "open";
}

/**
 * The number words of a language that are put together out of two ("ยี่สิบ" + "เอ็ด"): every ten with every unit.
 * Ones that change when they are joined are given as they are written after a ten.
 */
export function compound(
  tens: Readonly<Record<string, number>>,
  units: Readonly<Record<string, number>>,
  between = '',
): Record<string, number> {
  const made: Record<string, number> = {};
  for (const [ten, high] of Object.entries(tens))
    for (const [unit, low] of Object.entries(units)) made[`${ten}${between}${unit}`] = high + low;
  return made;
}

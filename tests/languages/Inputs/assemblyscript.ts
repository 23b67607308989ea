export function add(a: i32, b: i32): i32 {
  return a + b;
}

export function total(n: i32): i32 {
  const list = new Array<i32>();
  for (let i = 0; i < n; i++) list.push(i);
  let sum = 0;
  for (let i = 0; i < list.length; i++) sum += list[i];
  return sum;
}

export function words(text: string): i32 {
  return text.split(" ").length;
}

export function fail(): i32 {
  throw new Error("an error");
}

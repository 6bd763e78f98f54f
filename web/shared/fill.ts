// Values put into a text: "{n} {n|case|cases}" with n = 1 is "1 case". What isn't given stays as it is.
export function fill(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  const worded = text.replace(/\{(\w+)\|([^|}]*)\|([^}]*)\}/g, (_whole, name: string, one: string, many: string) =>
    Number(values[name]) === 1 ? one : many,
  );
  return worded.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}

/** A UID in small even letters that breaks anywhere and is marked whole by one click, to be copied. */
export function Uid({ value }: { value: string }) {
  return <span className="uid">{value}</span>;
}

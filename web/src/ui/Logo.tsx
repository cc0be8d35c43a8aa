import mark from "./logo.svg";

/** The star over two image frames, and the name: kin as in Key Image Note. */
export function Logo() {
  return (
    <span className="logo">
      <img src={mark} alt="" width={28} height={28} />
      <span className="logo-word" aria-label="kinote">
        <b>kin</b>ote
      </span>
    </span>
  );
}

// Patterns: what tells apart without colour.
export function Patterns() {
  return (
    <defs>
      <pattern id="hatch" width="6" height="6" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">
        <line y2="6" className="hatch-line" />
      </pattern>
      <pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">
        <circle cx="2" cy="2" r="1.3" className="hatch-dot" />
      </pattern>
    </defs>
  );
}

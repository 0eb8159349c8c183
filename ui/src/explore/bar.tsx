// Bar: one day.
import type { ScaleLinear } from 'd3-scale';

import { approximate, type Pico } from '../format/decimal';
import type { DayColumn } from './series';

interface Props {
  x: number;
  step: number;
  column: DayColumn;
  parts: { colour: string; pattern: number; value: Pico | null }[];
  y: ScaleLinear<number, number>;
  base: number;
  isFaint: boolean;
  was: Pico | null | undefined; // The total of the period before.
}

export function Bar({ x, step, column, parts, y, base, isFaint, was }: Props) {
  const gap = step > 14 ? Math.min(6, step * 0.16) : step > 5 ? 1 : 0;
  const width = Math.max(1, step - gap);
  const left = x + gap / 2;
  const line = was === null || was === undefined ? null : <line className="was" x1={left - gap / 2} x2={left + width + gap / 2} y1={y(approximate(was))} y2={y(approximate(was))} />;
  if (column.state === 'outside') return <g>{line}</g>;
  if (column.state === 'unread') {
    return (
      <g>
        <rect className="unread" x={left + 0.5} y={base - 46.5} width={Math.max(1, width - 1)} height={46} rx={2} />
        {step > 14 && <text className="axis" x={left + width / 2} y={base - 19} textAnchor="middle">—</text>}
        {line}
      </g>
    );
  }
  let sum = 0;
  const rects = parts.map((part, i) => {
    const size = part.value === null ? 0 : approximate(part.value);
    if (size <= 0) return null;
    const bottom = y(sum);
    sum += size;
    const height = bottom - y(sum);
    const seam = height > 2.5 ? 0.75 : 0;
    const shape = { x: left, y: y(sum), width, height: Math.max(0.4, height - seam) };
    return (
      <g key={i}>
        <rect {...shape} fill={part.colour} />
        {part.pattern > 0 && <rect {...shape} fill="url(#dots)" />}
      </g>
    );
  });
  return (
    <g opacity={isFaint ? 0.32 : 1} data-day={column.day}>
      {rects}
      {column.state === 'open' && sum > 0 && <rect x={left} y={y(sum)} width={width} height={base - y(sum)} fill="url(#hatch)" />}
      {sum === 0 && <rect className="zero" x={left} y={base - 1.5} width={width} height={1.5} />}
      {line}
    </g>
  );
}

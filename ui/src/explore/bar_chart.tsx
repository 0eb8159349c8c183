// BarChart: stacked bars by day, every day of the range drawn: the open one hatched, an unread one a dashed
// outline with "—", a day without use a zero on the line. Bars are walked by arrows, zoomed by dragging.
import { scaleLinear } from 'd3-scale';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';

import { approximate } from '../format/decimal';
import { type Day, longDay } from '../format/days';
import { exactMoneyText, countText } from '../format/numbers';
import type { DayProof } from '../shell/proof';
import { changeParameters } from '../state/address';
import { showRange } from '../state/range';
import { axisTexts, labelledDays } from './axis';
import { Bar } from './bar';
import { DayCard } from './day_card';
import { Legend } from './legend';
import { Patterns } from './patterns';
import type { Explored } from './use_explore';
import { VerdictStrip } from './verdict_strip';
import type { View } from './view';

const HEIGHT = 240;
const TOP = 10;
const LEFT = 58;
const LEAST_BAR = 9; // Narrower ones scroll.

interface Props {
  view: View;
  explored: Explored;
  proof: Map<Day, DayProof>;
}

function useWidth(least: number): [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1000);
  useEffect(() => {
    if (box.current === null || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, Math.max(width, least)];
}

export function BarChart({ view, explored, proof }: Props) {
  const { columns, bands, wasDays, currency } = explored;
  const count = columns.length;
  const [box, width] = useWidth(LEFT + count * LEAST_BAR);
  const [at, setAt] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null); // Where a selection began.
  const bars = useRef<HTMLDivElement>(null);
  const step = (width - LEFT) / Math.max(count, 1);
  const highest = Math.max(...columns.map((one) => approximate(one.total ?? 0n)), ...(wasDays ?? []).map((one) => approximate(one ?? 0n)), 0);
  const y = scaleLinear().domain([0, highest || 1]).nice(4).range([HEIGHT, TOP]);
  const ticks = y.ticks(4);
  const money = view.metric.isMoney === true ? currency.shown : undefined;
  const texts = axisTexts(ticks, money);
  const shown = labelledDays(columns.map((one) => one.day), step);
  const chosen = anchor === null || at === null ? null : [Math.min(anchor, at), Math.max(anchor, at)] as const;

  const open = (index: number): void => {
    const day = columns[index]?.day ?? null;
    changeParameters({ day: day === view.day ? null : day });
  };
  const zoom = (): void => {
    if (chosen !== null && chosen[0] !== chosen[1]) {
      changeParameters({ day: null });
      showRange(columns[chosen[0]]!.day, columns[chosen[1]]!.day);
    }
    setAnchor(null);
  };
  const focus = (index: number): void => {
    setAt(index);
    bars.current?.querySelector<HTMLElement>(`[data-bar="${index}"]`)?.focus();
  };
  function onKey(event: KeyboardEvent): void {
    const from = at ?? 0;
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: count - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      if (event.shiftKey && anchor === null) setAnchor(from);
      if (!event.shiftKey) setAnchor(null);
      focus(Math.max(0, Math.min(count - 1, to)));
    } else if (event.key === 'Enter' && chosen !== null) {
      event.preventDefault();
      zoom();
    } else if (event.key === 'Escape' && anchor !== null) {
      event.stopPropagation();
      setAnchor(null);
    }
  }
  const indexAt = (event: PointerEvent): number => {
    const left = bars.current!.getBoundingClientRect().left;
    return Math.max(0, Math.min(count - 1, Math.floor((event.clientX - left) / step)));
  };
  function onUp(event: PointerEvent): void {
    if (event.button !== 0) return;
    const index = indexAt(event);
    if (anchor === null || anchor === index) {
      setAnchor(null);
      open(index);
    } else zoom();
  }
  const sayTotal = (index: number): string => {
    const { day, state, total } = columns[index]!;
    const amount = money === undefined ? `${countText(total)} ${view.metric.unit}` : exactMoneyText(total, money);
    const what = state === 'unread' ? 'not read' : state === 'outside' ? 'before the first day or after the last' : state === 'open' ? `${amount}, partial` : amount;
    return `${longDay(day)}: ${what}${proof.has(day) ? `, ${proof.get(day)!.verdict}` : ''}`;
  };

  return (
    <div className="chart" ref={box}>
      <div className="plot" tabIndex={-1} onPointerLeave={() => { setAt(null); setAnchor(null); }}>
        <div style={{ width, position: 'relative' }}>
          <svg width={width} height={HEIGHT + 22} aria-hidden="true" className="bars-svg">
            <Patterns />
            {ticks.map((tick, i) => (
              <g key={tick}>
                <line className="grid" x1={LEFT} x2={width} y1={Math.round(y(tick)) + 0.5} y2={Math.round(y(tick)) + 0.5} />
                <text className="axis" x={LEFT - 8} y={y(tick) + 4} textAnchor="end">{texts[i]}</text>
              </g>
            ))}
            {chosen !== null && chosen[0] !== chosen[1] && (
              <rect className="chosen" x={LEFT + chosen[0] * step} y={TOP} width={(chosen[1] - chosen[0] + 1) * step} height={HEIGHT - TOP} />
            )}
            {columns.map((column, i) => (
              <Bar
                key={column.day}
                x={LEFT + i * step}
                step={step}
                column={column}
                parts={bands.map((band) => ({ colour: band.colour, pattern: band.pattern, value: band.values[i] ?? null }))}
                y={y}
                base={HEIGHT}
                isFaint={view.day !== null && view.day !== column.day}
                was={wasDays?.[i]}
              />
            ))}
            {columns.map((column, i) => shown.has(i) && (
              <text key={column.day} className="axis" x={LEFT + (i + 0.5) * step} y={HEIGHT + 16} textAnchor="middle">{shown.get(i)}</text>
            ))}
          </svg>
          <div
            ref={bars}
            className="bars"
            role="toolbar"
            aria-label={`${view.metric.text} by day; arrows walk, Enter opens, Shift with arrows chooses days`}
            style={{ left: LEFT, height: HEIGHT + 20 }}
            onKeyDown={onKey}
            onPointerDown={(event) => { if (event.button === 0 && event.pointerType !== 'touch') setAnchor(indexAt(event)); }}
            onPointerMove={(event) => setAt(indexAt(event))}
            onPointerUp={onUp}
          >
            {columns.map((column, i) => (
              <button
                key={column.day}
                type="button"
                className="bar-button"
                data-bar={i}
                tabIndex={i === (at ?? count - 1) ? 0 : -1}
                aria-label={sayTotal(i)}
                aria-pressed={view.day === column.day}
                style={{ width: step }}
                onFocus={() => setAt(i)}
                onBlur={() => { if (anchor === null) setAt(null); }}
                onKeyDown={(event) => {
                  if ((event.key === 'Enter' && chosen === null) || event.key === ' ') {
                    event.preventDefault();
                    open(i);
                  }
                }}
              />
            ))}
          </div>
          <VerdictStrip columns={columns} proof={proof} step={step} left={LEFT} />
          {at !== null && columns[at] !== undefined && (
            <DayCard index={at} explored={explored} view={view} proof={proof.get(columns[at].day)} left={LEFT + (at + 0.5) * step} width={width} />
          )}
        </div>
      </div>
      <Legend bands={bands} view={view} explored={explored} />
    </div>
  );
}

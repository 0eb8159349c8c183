// DropExport: the provider's export is dropped here, or chosen, and compared: the bytes on their way, then the
// comparison, then its verdict.
import { useQueryClient } from '@tanstack/react-query';
import { type DragEvent, useEffect, useRef, useState } from 'react';

import { sendFile } from '../api/client';
import type { Me, ParityDocument } from '../api/documents';
import { mayAct, RoleNote } from '../ui/role_note';
import { problemText } from '../ui/use_change';
import { Verdict } from '../ui/verdict';

type Stage =
  | { name: 'idle' }
  | { name: 'sending'; file: string; sent: number; size: number }
  | { name: 'done'; file: string; document: ParityDocument; run: number | null }
  | { name: 'refused'; file: string; why: string };

interface Props {
  me: Me;
  source: string | undefined;
  onCompared: (run: number) => void;
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] = bytes < 1 << 20 ? [bytes / 1024, 'KiB'] : [bytes / (1 << 20), 'MiB'];
  return `${value.toFixed(1)} ${unit}`;
}

function Progress({ stage }: { stage: Extract<Stage, { name: 'sending' }> }) {
  const isThere = stage.sent >= stage.size;
  return (
    <div className="drop-progress">
      <div className={`live-bar${isThere ? ' waiting' : ''}`} role="progressbar" aria-label="Bytes sent" aria-valuemin={0} aria-valuemax={stage.size} aria-valuenow={stage.sent}>
        <span className="live-fill" style={{ width: `${stage.size === 0 ? 100 : (stage.sent / stage.size) * 100}%` }} />
      </div>
      <p role="status">{isThere ? `Comparing ${stage.file}, each number with the ledger’s …` : `Sending ${stage.file}: ${sizeText(stage.sent)} of ${sizeText(stage.size)}`}</p>
    </div>
  );
}

export function DropExport({ me, source, onCompared }: Props) {
  const [stage, setStage] = useState<Stage>({ name: 'idle' });
  const [isOver, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const isBusy = stage.name === 'sending';
  const may = mayAct(me, 'operator');

  async function compare(file: File | undefined): Promise<void> {
    if (file === undefined || isBusy) return;
    setStage({ name: 'sending', file: file.name, sent: 0, size: file.size });
    try {
      const { document, location } = await sendFile('/api/v1/parity', { name: file.name, source }, file, (sent) => {
        setStage({ name: 'sending', file: file.name, sent: Math.min(sent, file.size), size: file.size });
      });
      const run = location === null ? null : Number(location.split('/').at(-1));
      setStage({ name: 'done', file: file.name, document: document as ParityDocument, run });
      await client.invalidateQueries({ queryKey: ['parity'] });
      await client.invalidateQueries({ queryKey: ['runs'] });
    } catch (error) {
      setStage({ name: 'refused', file: file.name, why: problemText(error) });
    }
  }

  // A file that misses its place would have the browser leave the page.
  useEffect(() => {
    const stay = (event: Event): void => event.preventDefault();
    window.addEventListener('dragover', stay);
    window.addEventListener('drop', stay);
    return () => {
      window.removeEventListener('dragover', stay);
      window.removeEventListener('drop', stay);
    };
  }, []);

  if (!may) return <RoleNote me={me} role="operator" what="comparing an export" />;
  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    void compare(event.dataTransfer.files[0]);
  }
  return (
    <section className={`card drop${isOver ? ' over' : ''}`} aria-label="Compare an export" onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <div className="row">
        <p className="drop-text"><strong>Drop the provider’s export here</strong> <span className="caption">usage or costs, CSV as it was downloaded; it is compared and not kept</span></p>
        <span className="space" />
        <button type="button" className="button primary" disabled={isBusy} onClick={() => chooser.current?.click()}>Choose a file</button>
        <input ref={chooser} type="file" accept=".csv,text/csv" hidden aria-label="Export to compare" onChange={(event) => { void compare(event.target.files?.[0]); event.target.value = ''; }} />
      </div>
      {stage.name === 'sending' && <Progress stage={stage} />}
      {stage.name === 'refused' && <p className="bad" role="alert">✕ {stage.file} was not compared: {stage.why}</p>}
      {stage.name === 'done' && (
        <p role="status" className="row" data-testid="compared">
          <Verdict verdict={stage.document.verdict} withWord /> {stage.file}: {stage.document.days.length} days, {stage.document.differences_total} rows differ
          {stage.run !== null && <button type="button" className="button" onClick={() => onCompared(stage.run!)}>Open the evidence</button>}
          {stage.run === null && <span className="caption">It could not be recorded: another process writes the ledger.</span>}
        </p>
      )}
    </section>
  );
}

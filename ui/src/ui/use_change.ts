// useChange: a change that is under way, its refusal as a sentence, and what is asked anew after it.
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { Problem } from '../api/client';

export interface Change<Input, Output> {
  run: (input: Input) => void;
  isBusy: boolean;
  problem: string | null;
  result: Output | undefined;
  reset: () => void;
}

export function problemText(error: unknown): string {
  if (error instanceof Problem) return error.requestId === null ? error.message : `${error.message} (request ${error.requestId})`;
  return String(error);
}

// `touched`: the first words of the queries that read what was changed.
export function useChange<Output, Input = void>(
  change: (input: Input) => Promise<Output>,
  touched: string[],
  onDone?: (output: Output) => void,
): Change<Input, Output> {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: change,
    onSuccess: (output) => onDone?.(output),
    onSettled: () => Promise.all(touched.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  return {
    run: (input) => mutation.mutate(input),
    isBusy: mutation.isPending,
    problem: mutation.error === null ? null : problemText(mutation.error),
    result: mutation.data,
    reset: () => mutation.reset(),
  };
}

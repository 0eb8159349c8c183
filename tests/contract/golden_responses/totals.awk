# The totals of an export as JSON: of each day, and of each model, project and tier over all days.
# Counts stay below 2^53, where awk's doubles are exact; a larger one ends the run.
BEGIN { FS = "," }

NR == 1 {
  for (i = 1; i <= NF; i++) column[$i] = i
  for (i = 12; i <= NF; i++) if ($i != "compute_units") metric[++metrics] = $i
  metric[++metrics] = "num_model_requests"
  split("model project_id service_tier batch", dimension, " ")
  next
}

$(column["input_tokens"]) == "" { if (!($1 in lines)) lines[$1] = 0; next }

{
  lines[$1]++
  for (m = 1; m <= metrics; m++) {
    value = $(column[metric[m]]) + 0
    day[$1, metric[m]] += value
    if (day[$1, metric[m]] > 2 ^ 53) { print "too large" > "/dev/stderr"; exit 1 }
  }
  for (d = 1; d in dimension; d++) {
    name = tolower_batch(dimension[d], $(column[dimension[d]]))
    by[d, name] += $(column["input_tokens"])
    names[d, name] = 1
  }
}

function tolower_batch(dimension_name, cell) { return dimension_name == "batch" ? tolower(cell) : cell }

END {
  printf "{\"start_time\":%.0f,\"end_time\":%.0f,\"pages\":%d,\n\"days\":{", start, end, pages
  count = 0
  for (t = start; t < end; t += 86400) {
    printf "%s\n\"%.0f\":{", (count++ ? "," : ""), t
    if (lines[t] > 0) for (m = 1; m <= metrics; m++)
      printf "%s\"%s\":%.0f", (m > 1 ? "," : ""), metric[m], day[t, metric[m]]
    printf "}"
  }
  printf "},\n\"input_tokens_by\":{"
  for (d = 1; d in dimension; d++) {
    printf "%s\n\"%s\":{", (d > 1 ? "," : ""), dimension[d]
    count = 0
    for (key in names) {
      split(key, part, SUBSEP)
      if (part[1] == d) sorted[++count] = part[2]
    }
    for (i = 1; i <= count; i++) for (j = i + 1; j <= count; j++)
      if (sorted[j] < sorted[i]) { swap = sorted[i]; sorted[i] = sorted[j]; sorted[j] = swap }
    for (i = 1; i <= count; i++) printf "%s\"%s\":%.0f", (i > 1 ? "," : ""), sorted[i], by[d, sorted[i]]
    printf "}"
  }
  print "}}"
}

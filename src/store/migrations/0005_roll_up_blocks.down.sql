-- Row by row again.
INSERT INTO roll_ups (
  kind, stream, window_start, series, usage_rows, num_model_requests, input_tokens, output_tokens,
  input_cached_tokens, input_cache_write_tokens, input_uncached_tokens, input_text_tokens,
  output_text_tokens, input_cached_text_tokens, input_audio_tokens, input_cached_audio_tokens,
  output_audio_tokens, input_image_tokens, input_cached_image_tokens, output_image_tokens,
  input_cache_write_30m_tokens, input_cache_write_12h_tokens
)
-- {only sqlite}
SELECT
  b.kind, b.stream, b.window_start, json_extract(r.value, '$[0]'), json_extract(r.value, '$[1]'),
  json_extract(r.value, '$[2]'), json_extract(r.value, '$[3]'), json_extract(r.value, '$[4]'),
  json_extract(r.value, '$[5]'), json_extract(r.value, '$[6]'), json_extract(r.value, '$[7]'),
  json_extract(r.value, '$[8]'), json_extract(r.value, '$[9]'), json_extract(r.value, '$[10]'),
  json_extract(r.value, '$[11]'), json_extract(r.value, '$[12]'), json_extract(r.value, '$[13]'),
  json_extract(r.value, '$[14]'), json_extract(r.value, '$[15]'), json_extract(r.value, '$[16]'),
  json_extract(r.value, '$[17]'), json_extract(r.value, '$[18]')
FROM roll_up_blocks AS b, json_each(b.packed) AS r;
-- {end}
-- {only postgres}
SELECT
  b.kind, b.stream, b.window_start, (r.value ->> 0)::BIGINT, (r.value ->> 1)::BIGINT,
  (r.value ->> 2)::BIGINT, (r.value ->> 3)::BIGINT, (r.value ->> 4)::BIGINT,
  (r.value ->> 5)::BIGINT, (r.value ->> 6)::BIGINT, (r.value ->> 7)::BIGINT,
  (r.value ->> 8)::BIGINT, (r.value ->> 9)::BIGINT, (r.value ->> 10)::BIGINT,
  (r.value ->> 11)::BIGINT, (r.value ->> 12)::BIGINT, (r.value ->> 13)::BIGINT,
  (r.value ->> 14)::BIGINT, (r.value ->> 15)::BIGINT, (r.value ->> 16)::BIGINT,
  (r.value ->> 17)::BIGINT, (r.value ->> 18)::BIGINT
FROM roll_up_blocks AS b, json_array_elements(b.packed::json) AS r;
-- {end}
DROP TABLE roll_up_blocks;

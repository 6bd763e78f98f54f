-- wrk: POST one check after the other; at the end the figures as one line of JSON.
-- A firm with a loan and every fact given, so that the whole pack is worked out.
wrk.method = "POST"
wrk.path = "/api/v1/check"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [[{"on": "2020-05-01", "facts": {
  "place": "360111", "industry_code": "2770", "employees": 120, "revenue": "18000000.00",
  "total_assets": "15000000.00", "on_national_key_list": true, "on_local_key_list": false,
  "loans": [{"id": "L1", "loan_principal": "10000000.00", "loan_rate": "3.15",
    "loan_grant_date": "2020-02-08", "loan_due_date": "2021-02-08",
    "loan_special_relending": true, "loan_used_as_allowed": true}]}}]]

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"per_second": %.1f, "p50_us": %d, "p99_us": %d, "max_us": %d, "failed": %d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50), latency:percentile(99),
    latency.max, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

-- SME-10 as a person who knows the database would write it: whole numbers, layers that no planner
-- merges, one CASE for each industry. {fence} and {least} are the dialect's. Written for this rule
-- set alone.
WITH a AS (
  SELECT employees, application, registration, tax_arrears, blacklisted, si_months, layoffs,
    loan_fen, rate_bp,
    CASE industry
      WHEN 0 THEN CASE WHEN employees >= 1000 AND revenue >= 40000 THEN 1
                       WHEN employees >= 300 AND revenue >= 2000 THEN 2
                       WHEN employees >= 20 AND revenue >= 300 THEN 3 ELSE 4 END
      WHEN 1 THEN CASE WHEN employees >= 200 AND revenue >= 40000 THEN 1
                       WHEN employees >= 20 AND revenue >= 5000 THEN 2
                       WHEN employees >= 5 AND revenue >= 1000 THEN 3 ELSE 4 END
      WHEN 2 THEN CASE WHEN employees >= 300 AND revenue >= 20000 THEN 1
                       WHEN employees >= 50 AND revenue >= 500 THEN 2
                       WHEN employees >= 10 AND revenue >= 100 THEN 3 ELSE 4 END
      WHEN 3 THEN CASE WHEN employees >= 300 AND revenue >= 10000 THEN 1
                       WHEN employees >= 100 AND revenue >= 1000 THEN 2
                       WHEN employees >= 10 AND revenue >= 50 THEN 3 ELSE 4 END
      ELSE 0 END AS size,
    CASE WHEN region IN (0, 1, 8, 9, 10) THEN 1
         WHEN region IN (2, 3, 5, 6, 11, 12, 13, 14) THEN 2
         WHEN region IN (25, 27, 28, 29, 30) THEN 4 ELSE 3 END AS tier,
    industry_code IN (1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 34, 37, 40, 43, 46) AS encouraged
  FROM sme10 {fence}),
b AS (
  SELECT employees, layoffs, loan_fen, rate_bp, size, tier, encouraged,
    size >= 2 AS size_ok,
    NOT tax_arrears AND NOT blacklisted AND si_months >= 6 AS clean,
    application BETWEEN 20454 AND 20818 AS in_window,
    application >= registration + 365 AS age_ok,
    CASE tier WHEN 1 THEN 2000 WHEN 2 THEN 2250 WHEN 3 THEN 2500 ELSE 3000 END
      + CASE WHEN encouraged THEN 500 ELSE 0 END AS cap_rate
  FROM a {fence}),
c AS (
  SELECT loan_fen, rate_bp, size, tier, encouraged, size_ok, clean, in_window, age_ok, cap_rate,
    size_ok AND clean AND in_window AND age_ok AND layoffs * 1000 <= 55 * employees AS eligible
  FROM b {fence})
SELECT size, tier, encouraged, size_ok, clean, in_window, age_ok, cap_rate, eligible,
  CASE WHEN eligible THEN
    ({least}(loan_fen * {least}(rate_bp * 5, cap_rate),
             CASE size WHEN 4 THEN 1000000000000 WHEN 3 THEN 2000000000000 ELSE 5000000000000 END)
     + 50000) / 100000
  ELSE 0 END AS subsidy
FROM c

-- What is being switched on, and for how many of the tenants.
SELECT key, description, status, percent::smallint AS rollout_percent, created_at, created_at AS updated_at
  FROM (VALUES
    ('new_pipeline', 'The pipeline as a board', 'rolling_out', 40),
    ('lead_scoring', 'Scores from past enrolments', 'rolling_out', 20),
    ('bulk_mail', 'Mails to many leads at once', 'released', 100),
    ('waiting_lists', 'Waiting lists for full runs', 'released', 100),
    ('campaign_budgets', 'Alarms before a budget is spent', 'rolling_out', 60),
    ('ads_preview', 'Ads as the networks show them', 'rolling_out', 10),
    ('room_planner', 'Timetables by room', 'rolling_out', 5),
    ('dark_colours', 'Dark colours', 'released', 100),
    ('page_history', 'Comparing revisions of a page', 'released', 100),
    ('media_search', 'Searching pictures by words', 'rolling_out', 15),
    ('consent_centre', 'Consents that people change themselves', 'rolling_out', 50),
    ('grade_import', 'Grades from a spreadsheet', 'released', 100),
    ('single_sign_on', 'Signing in by the institution''s own account', 'released', 100),
    ('old_reports', 'The reports of 2024', 'retired', 0),
    ('calendar_links', 'Runs in one''s own calendar', 'rolling_out', 30),
    ('activity_digest', 'A mail on Monday with last week''s activity', 'rolling_out', 25)
  ) AS flags (key, description, status, percent)
 CROSS JOIN (SELECT %(as_of)s - interval '500 days' AS created_at) AS begun
 LIMIT %(rows)s

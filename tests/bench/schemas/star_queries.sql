-- What the chain's analysts ask, each about as often as the other.

-- name: month_by_country
SELECT s.country, sum(f.paid) FROM sales f JOIN shops s USING (shop_id) JOIN days d USING (day_id) WHERE d.month = '2024-03' GROUP BY s.country ORDER BY 1;
-- name: shelf_of_a_quarter
SELECT g.shelf, sum(f.amount), sum(f.paid) FROM sales f JOIN goods g USING (goods_id) JOIN days d USING (day_id) WHERE d.quarter = '2023Q4' GROUP BY g.shelf ORDER BY 3 DESC;
-- name: one_shop_by_month
SELECT d.month, sum(f.paid) FROM sales f JOIN days d USING (day_id) WHERE f.shop_id = 77 GROUP BY d.month ORDER BY 1;
-- name: best_goods_of_a_town
SELECT g.goods_name, sum(f.paid) AS total FROM sales f JOIN shops s USING (shop_id) JOIN goods g USING (goods_id) WHERE s.town = 'town 17' GROUP BY g.goods_name ORDER BY total DESC LIMIT 10;
-- name: a_makers_sales
SELECT d.quarter, sum(f.paid) FROM sales f JOIN goods g USING (goods_id) JOIN days d USING (day_id) WHERE g.maker = 'maker 33' GROUP BY d.quarter ORDER BY 1;
-- name: gold_members
SELECT m.region, sum(f.paid), count(*) FROM sales f JOIN members m USING (member_id) WHERE m.level = 'gold' AND m.born < 1950 GROUP BY m.region ORDER BY 2 DESC;
-- name: rebates
SELECT s.shop_name, sum(f.rebate) FROM sales f JOIN shops s USING (shop_id) WHERE f.rebate > 5 GROUP BY s.shop_name ORDER BY 2 DESC LIMIT 20;
-- name: vouchers_on_holidays
SELECT count(*), sum(f.paid) FROM sales f JOIN days d USING (day_id) WHERE d.holiday AND f.paid_by = 'voucher';
-- name: returned_for
SELECT r.reason, count(*), sum(r.refunded) FROM returns r JOIN days d USING (day_id) WHERE d.month = '2024-05' GROUP BY r.reason ORDER BY 2 DESC;
-- name: returned_goods
SELECT g.goods_name, count(*) FROM returns r JOIN sales f USING (sale_id) JOIN goods g USING (goods_id) WHERE r.reason = 'broken' AND r.day_id BETWEEN 700 AND 730 GROUP BY g.goods_name ORDER BY 2 DESC LIMIT 10;
-- name: sold_and_returned
SELECT s.country, count(r.return_id)::float / count(*) FROM sales f JOIN shops s USING (shop_id) LEFT JOIN returns r USING (sale_id) WHERE f.day_id BETWEEN 900 AND 960 GROUP BY s.country;
-- name: members_without_sales
SELECT m.level, count(*) FROM members m WHERE NOT EXISTS (SELECT FROM sales f WHERE f.member_id = m.member_id AND f.day_id > 1350) GROUP BY m.level;
-- name: never_returned
SELECT count(*) FROM sales f WHERE f.goods_id = 1234 AND NOT EXISTS (SELECT FROM returns r WHERE r.sale_id = f.sale_id);
-- name: dear_receipts
SELECT sale_id, paid, note FROM sales WHERE paid > 200.5 ORDER BY paid DESC LIMIT 50;
-- name: above_average
SELECT count(*) FROM sales f JOIN goods g USING (goods_id) WHERE g.shelf = 'shelf 7' AND f.paid > (SELECT 1.8 * avg(x.paid) FROM sales x WHERE x.goods_id = f.goods_id);
-- name: tills_of_a_day
SELECT till, count(*), max(paid) FROM sales WHERE shop_id = 5 AND day_id BETWEEN 1200 AND 1230 GROUP BY till ORDER BY till;
-- name: daily_average
SELECT day_id, avg(paid) FROM sales WHERE day_id BETWEEN 300 AND 420 GROUP BY day_id ORDER BY day_id;
-- name: how_often_paid
SELECT paid_by, count(*) FROM sales GROUP BY paid_by ORDER BY 2 DESC;
-- name: shops_of_a_class
SELECT s.size_class, d.quarter, sum(f.paid) FROM sales f JOIN shops s USING (shop_id) JOIN days d USING (day_id) GROUP BY 1, 2 ORDER BY 1, 2;
-- name: latest_of_a_member
SELECT f.sale_id, f.paid FROM sales f WHERE f.member_id = 4321 ORDER BY f.day_id DESC LIMIT 20;

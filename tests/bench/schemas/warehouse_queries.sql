-- What analysts ask of the warehouse, each about as often as the other.

-- name: pricing_summary
SELECT returned, state, sum(quantity), sum(price), sum(price * (1 - discount)), avg(discount), count(*)
  FROM lines WHERE shipped_on <= date '2026-04-01' GROUP BY returned, state ORDER BY returned, state;

-- name: cheapest_supplier
SELECT s.balance, s.supplier_name, n.country_name, p.product_id, p.maker
  FROM products p, suppliers s, offers o, countries n, regions r
 WHERE p.product_id = o.product_id AND s.supplier_id = o.supplier_id AND p.size = 15 AND p.kind LIKE '%brass'
   AND s.country_id = n.country_id AND n.region_id = r.region_id AND r.region_name = 'north'
   AND o.supply_cost = (SELECT min(o2.supply_cost) FROM offers o2, suppliers s2, countries n2, regions r2
                         WHERE p.product_id = o2.product_id AND s2.supplier_id = o2.supplier_id
                           AND s2.country_id = n2.country_id AND n2.region_id = r2.region_id
                           AND r2.region_name = 'north')
 ORDER BY s.balance DESC, n.country_name, s.supplier_name LIMIT 100;

-- name: unshipped_orders
SELECT l.order_id, sum(l.price * (1 - l.discount)) AS revenue, o.ordered_on
  FROM customers c, orders o, lines l
 WHERE c.segment = 'building' AND c.customer_id = o.customer_id AND l.order_id = o.order_id
   AND o.ordered_on < date '2025-03-15' AND l.shipped_on > date '2025-03-15'
 GROUP BY l.order_id, o.ordered_on ORDER BY revenue DESC, o.ordered_on LIMIT 10;

-- name: late_orders_by_priority
SELECT priority, count(*) FROM orders
 WHERE ordered_on >= date '2023-07-01' AND ordered_on < date '2023-10-01'
   AND EXISTS (SELECT FROM lines WHERE lines.order_id = orders.order_id AND promised_on < received_on)
 GROUP BY priority ORDER BY priority;

-- name: local_suppliers
SELECT n.country_name, sum(l.price * (1 - l.discount)) AS revenue
  FROM customers c, orders o, lines l, suppliers s, countries n, regions r
 WHERE c.customer_id = o.customer_id AND l.order_id = o.order_id AND l.supplier_id = s.supplier_id
   AND c.country_id = s.country_id AND s.country_id = n.country_id AND n.region_id = r.region_id
   AND r.region_name = 'east' AND o.ordered_on >= date '2024-01-01' AND o.ordered_on < date '2025-01-01'
 GROUP BY n.country_name ORDER BY revenue DESC;

-- name: discount_forecast
SELECT sum(price * discount) FROM lines
 WHERE shipped_on >= date '2024-01-01' AND shipped_on < date '2025-01-01' AND discount BETWEEN 0.05 AND 0.07
   AND quantity < 24;

-- name: trade_between_two
SELECT n1.country_name, n2.country_name, extract(year FROM l.shipped_on), sum(l.price * (1 - l.discount))
  FROM suppliers s, lines l, orders o, customers c, countries n1, countries n2
 WHERE s.supplier_id = l.supplier_id AND o.order_id = l.order_id AND c.customer_id = o.customer_id
   AND s.country_id = n1.country_id AND c.country_id = n2.country_id
   AND (n1.country_name = 'country 3' AND n2.country_name = 'country 9'
        OR n1.country_name = 'country 9' AND n2.country_name = 'country 3')
   AND l.shipped_on BETWEEN date '2024-01-01' AND date '2025-12-31'
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- name: market_share
SELECT extract(year FROM o.ordered_on), sum(CASE WHEN n2.country_name = 'country 7' THEN l.price ELSE 0 END)
       / sum(l.price)
  FROM products p, suppliers s, lines l, orders o, customers c, countries n1, countries n2, regions r
 WHERE p.product_id = l.product_id AND s.supplier_id = l.supplier_id AND l.order_id = o.order_id
   AND o.customer_id = c.customer_id AND c.country_id = n1.country_id AND n1.region_id = r.region_id
   AND r.region_name = 'south' AND s.country_id = n2.country_id
   AND o.ordered_on BETWEEN date '2024-01-01' AND date '2025-12-31' AND p.kind = 'economy anodized steel'
 GROUP BY 1 ORDER BY 1;

-- name: profit_by_kind
SELECT n.country_name, extract(year FROM o.ordered_on),
       sum(l.price * (1 - l.discount) - f.supply_cost * l.quantity)
  FROM products p, suppliers s, lines l, offers f, orders o, countries n
 WHERE s.supplier_id = l.supplier_id AND f.supplier_id = l.supplier_id AND f.product_id = l.product_id
   AND p.product_id = l.product_id AND o.order_id = l.order_id AND s.country_id = n.country_id
   AND p.product_name LIKE '%plum%'
 GROUP BY 1, 2 ORDER BY 1, 2 DESC;

-- name: returned_items
SELECT c.customer_id, c.customer_name, sum(l.price * (1 - l.discount)) AS revenue, c.balance, n.country_name, c.phone
  FROM customers c, orders o, lines l, countries n
 WHERE c.customer_id = o.customer_id AND l.order_id = o.order_id AND o.ordered_on >= date '2023-10-01'
   AND o.ordered_on < date '2024-01-01' AND l.returned = 'R' AND c.country_id = n.country_id
 GROUP BY c.customer_id, c.customer_name, c.balance, c.phone, n.country_name ORDER BY revenue DESC LIMIT 20;

-- name: important_stock
SELECT f.product_id, sum(f.supply_cost * f.available) AS value
  FROM offers f, suppliers s, countries n
 WHERE f.supplier_id = s.supplier_id AND s.country_id = n.country_id AND n.country_name = 'country 11'
 GROUP BY f.product_id
HAVING sum(f.supply_cost * f.available) > (
    SELECT sum(f.supply_cost * f.available) * 0.001 FROM offers f, suppliers s, countries n
     WHERE f.supplier_id = s.supplier_id AND s.country_id = n.country_id AND n.country_name = 'country 11')
 ORDER BY value DESC;

-- name: modes_and_priorities
SELECT l.ship_mode, sum(CASE WHEN o.priority IN ('1 urgent', '2 high') THEN 1 ELSE 0 END), count(*)
  FROM orders o, lines l
 WHERE o.order_id = l.order_id AND l.ship_mode IN ('mail', 'ship') AND l.promised_on < l.received_on
   AND l.shipped_on < l.promised_on AND l.received_on >= date '2024-01-01' AND l.received_on < date '2025-01-01'
 GROUP BY l.ship_mode ORDER BY l.ship_mode;

-- name: orders_per_customer
SELECT number, count(*) FROM (
    SELECT c.customer_id, count(o.order_id) AS number
      FROM customers c LEFT JOIN orders o ON c.customer_id = o.customer_id AND o.remarks NOT LIKE '%special%requests%'
     GROUP BY c.customer_id) AS counted
 GROUP BY number ORDER BY count(*) DESC, number DESC;

-- name: effect_of_promotion
SELECT 100.0 * sum(CASE WHEN p.kind LIKE 'promo%' THEN l.price ELSE 0 END) / sum(l.price)
  FROM lines l, products p
 WHERE l.product_id = p.product_id AND l.shipped_on >= date '2024-09-01' AND l.shipped_on < date '2024-10-01';

-- name: best_supplier
WITH revenue AS (
    SELECT supplier_id, sum(price * (1 - discount)) AS total FROM lines
     WHERE shipped_on >= date '2024-01-01' AND shipped_on < date '2024-04-01' GROUP BY supplier_id)
SELECT s.supplier_id, s.supplier_name, s.phone, r.total FROM suppliers s JOIN revenue r USING (supplier_id)
 WHERE r.total = (SELECT max(total) FROM revenue) ORDER BY s.supplier_id;

-- name: suppliers_by_product
SELECT p.brand, p.kind, p.size, count(DISTINCT f.supplier_id) AS number
  FROM offers f, products p
 WHERE p.product_id = f.product_id AND p.brand <> 'brand 5' AND p.kind NOT LIKE 'medium polished%'
   AND p.size IN (49, 14, 23, 45, 19, 3, 36, 9)
   AND f.supplier_id NOT IN (SELECT supplier_id FROM suppliers WHERE remarks LIKE '%customer%complaints%')
 GROUP BY p.brand, p.kind, p.size ORDER BY number DESC, p.brand, p.kind, p.size;

-- name: small_quantities
SELECT sum(l.price) / 7.0 FROM lines l, products p
 WHERE p.product_id = l.product_id AND p.brand = 'brand 3' AND p.container = 'med box'
   AND l.quantity < (SELECT 0.2 * avg(l2.quantity) FROM lines l2 WHERE l2.product_id = p.product_id);

-- name: large_orders
SELECT c.customer_name, o.order_id, o.ordered_on, o.total, sum(l.quantity)
  FROM customers c, orders o, lines l
 WHERE o.order_id IN (SELECT order_id FROM lines GROUP BY order_id HAVING sum(quantity) > 280)
   AND c.customer_id = o.customer_id AND o.order_id = l.order_id
 GROUP BY c.customer_name, o.order_id ORDER BY o.total DESC, o.ordered_on LIMIT 100;

-- name: discounted_by_brand
SELECT sum(l.price * (1 - l.discount)) FROM lines l, products p
 WHERE p.product_id = l.product_id AND l.ship_mode IN ('air', 'reg air') AND l.instructions = 'in person'
   AND (p.brand = 'brand 12' AND p.container IN ('sm case', 'sm box') AND l.quantity BETWEEN 1 AND 11
        OR p.brand = 'brand 23' AND p.container IN ('med bag', 'med box') AND l.quantity BETWEEN 10 AND 20
        OR p.brand = 'brand 14' AND p.container IN ('lg case', 'lg box') AND l.quantity BETWEEN 20 AND 30);

-- name: suppliers_who_waited
SELECT s.supplier_name, count(*) AS number
  FROM suppliers s, lines l1, orders o, countries n
 WHERE s.supplier_id = l1.supplier_id AND o.order_id = l1.order_id AND o.state = 'F' AND l1.received_on > l1.promised_on
   AND EXISTS (SELECT FROM lines l2 WHERE l2.order_id = l1.order_id AND l2.supplier_id <> l1.supplier_id)
   AND NOT EXISTS (SELECT FROM lines l3 WHERE l3.order_id = l1.order_id AND l3.supplier_id <> l1.supplier_id
                      AND l3.received_on > l3.promised_on)
   AND s.country_id = n.country_id AND n.country_name = 'country 4'
 GROUP BY s.supplier_name ORDER BY number DESC, s.supplier_name LIMIT 100;

-- name: promising_customers
SELECT left(phone, 2), count(*), sum(balance) FROM customers
 WHERE left(phone, 2) IN ('13', '31', '23', '29', '30', '18', '17')
   AND balance > (SELECT avg(balance) FROM customers WHERE balance > 0
                     AND left(phone, 2) IN ('13', '31', '23', '29', '30', '18', '17'))
   AND NOT EXISTS (SELECT FROM orders WHERE orders.customer_id = customers.customer_id)
 GROUP BY 1 ORDER BY 1;

-- A shop: variants, prices by period, stock, orders whose totals must add up, codes by regular expression.
CREATE TYPE order_state AS ENUM ('cart', 'placed', 'paid', 'shipped', 'cancelled');
CREATE DOMAIN email_address AS text CHECK (VALUE ~ '^[^@\s]+@[^@\s]+\.[a-z]{2,}$');
CREATE DOMAIN amount AS numeric(12, 2) CHECK (VALUE >= 0);
CREATE TABLE countries (
    code char(2) PRIMARY KEY CHECK (code ~ '^[A-Z]{2}$'),
    name varchar(80) NOT NULL UNIQUE,
    currency char(3) NOT NULL CHECK (currency = upper(currency))
);
CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email email_address NOT NULL,
    full_name text NOT NULL CHECK (btrim(full_name) <> ''),
    phone varchar(20),
    country char(2) NOT NULL REFERENCES countries,
    born_on date CHECK (born_on > '1900-01-01' AND born_on < '2015-01-01'),
    referred_by bigint REFERENCES customers CHECK (referred_by <> id),
    settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX customers_email_key ON customers (lower(email));
CREATE TABLE categories (
    id serial PRIMARY KEY,
    parent_id int REFERENCES categories ON DELETE CASCADE,
    slug varchar(60) NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    title varchar(120) NOT NULL,
    rank smallint NOT NULL CHECK (rank BETWEEN 1 AND 99)
);
CREATE TABLE products (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    category_id int NOT NULL REFERENCES categories,
    name text NOT NULL CHECK (char_length(name) BETWEEN 3 AND 40),
    tags text[] NOT NULL CHECK (cardinality(tags) <= 5),
    kind text NOT NULL CHECK (kind IN ('physical', 'digital', 'voucher')),
    weight_grams int,
    download_url text,
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED,
    CHECK ((kind = 'physical') = (weight_grams IS NOT NULL)),
    CHECK (kind <> 'digital' OR download_url LIKE 'https://%')
);
CREATE TABLE variants (
    product_id uuid NOT NULL REFERENCES products,
    sku text NOT NULL CHECK (sku ~ '^[A-Z]{3}-[0-9]{4,6}$'),
    size text CHECK (size = ANY (ARRAY['S', 'M', 'L', 'XL'])),
    colour bytea CHECK (octet_length(colour) = 3),
    listed_from date NOT NULL,
    listed_until date,
    PRIMARY KEY (product_id, sku),
    UNIQUE (sku),
    CHECK (listed_until IS NULL OR listed_until > listed_from)
);
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE prices (
    product_id uuid NOT NULL,
    sku text NOT NULL,
    valid daterange NOT NULL,
    price amount NOT NULL CHECK (price > 0),
    list_price amount NOT NULL,
    FOREIGN KEY (product_id, sku) REFERENCES variants,
    CHECK (list_price >= price),
    EXCLUDE USING gist (product_id WITH =, sku WITH =, valid WITH &&)
);
CREATE TABLE orders (
    id bigserial PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers,
    state order_state NOT NULL DEFAULT 'cart',
    placed_at timestamptz,
    paid_at timestamptz,
    shipped_at timestamptz,
    subtotal amount NOT NULL,
    shipping amount NOT NULL CHECK (shipping <= 50),
    total amount NOT NULL,
    CHECK (total = subtotal + shipping),
    CHECK (state = 'cart' AND placed_at IS NULL OR state <> 'cart' AND placed_at IS NOT NULL),
    CHECK (paid_at IS NULL OR paid_at >= placed_at),
    CHECK (shipped_at IS NULL OR shipped_at > paid_at),
    CHECK (state <> 'shipped' OR shipped_at IS NOT NULL)
);
CREATE UNIQUE INDEX one_cart ON orders (customer_id) WHERE state = 'cart';
CREATE TABLE order_lines (
    order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
    line smallint NOT NULL CHECK (line > 0),
    product_id uuid NOT NULL,
    sku text NOT NULL,
    quantity int NOT NULL CHECK (quantity > 0 AND quantity <= 100),
    unit_price money NOT NULL,
    discount numeric(4, 3) NOT NULL DEFAULT 0 CHECK (discount >= 0 AND discount < 1),
    PRIMARY KEY (order_id, line),
    FOREIGN KEY (product_id, sku) REFERENCES variants
);
CREATE TABLE invoices (
    order_id bigint PRIMARY KEY REFERENCES orders,
    number text NOT NULL UNIQUE CHECK (number ~ '^INV-\d{4}-\d{6}$'),
    issued_on date NOT NULL,
    due_on date NOT NULL,
    CHECK (due_on >= issued_on + 14)
);

-- A shop as Prisma makes it: mixed case, uuid keys.
CREATE TYPE "Role" AS ENUM ('USER','ADMIN');
CREATE TYPE "OrderStatus" AS ENUM ('PENDING','PAID','SHIPPED');
CREATE TABLE "_prisma_migrations" (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, started_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE "User" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "email" text NOT NULL, "name" text, "role" "Role" NOT NULL DEFAULT 'USER', "createdAt" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamptz(3) NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "User_email_key" ON "User" (lower("email"));
CREATE TABLE "Product" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "sku" text NOT NULL, "title" text NOT NULL, "priceCents" integer NOT NULL CHECK ("priceCents" >= 0), "stock" integer NOT NULL DEFAULT 0, "createdAt" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamptz(3) NOT NULL, CONSTRAINT "Product_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "Product_sku_key" ON "Product" ("sku");
CREATE TABLE "Order" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "userId" uuid NOT NULL, "status" "OrderStatus" NOT NULL DEFAULT 'PENDING', "totalCents" bigint NOT NULL DEFAULT 0, "placedAt" timestamptz(3), "createdAt" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamptz(3) NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"), CONSTRAINT "Order_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE);
CREATE INDEX "Order_userId_idx" ON "Order" ("userId", "createdAt");
CREATE TABLE "OrderItem" ("orderId" uuid NOT NULL, "productId" uuid NOT NULL, "quantity" integer NOT NULL CHECK ("quantity" > 0), "unitPriceCents" integer NOT NULL, CONSTRAINT "OrderItem_pkey" PRIMARY KEY ("orderId","productId"), CONSTRAINT "OrderItem_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "Order"("id") ON DELETE CASCADE ON UPDATE CASCADE, CONSTRAINT "OrderItem_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product"("id") ON DELETE RESTRICT ON UPDATE CASCADE);
COMMENT ON CONSTRAINT "OrderItem_orderId_fkey" ON "OrderItem" IS 'Part of the order.';
CREATE INDEX "OrderItem_productId_idx" ON "OrderItem" ("productId");
CREATE TABLE "_ProductToTag" ("A" uuid NOT NULL REFERENCES "Product"("id") ON DELETE RESTRICT, "B" uuid NOT NULL, CONSTRAINT "_ProductToTag_AB_pkey" PRIMARY KEY ("A","B"));
CREATE INDEX "_ProductToTag_B_index" ON "_ProductToTag" ("B");
CREATE TABLE "Tag" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid(), "name" text NOT NULL UNIQUE);
ALTER TABLE "_ProductToTag" ADD CONSTRAINT "_ProductToTag_B_fkey" FOREIGN KEY ("B") REFERENCES "Tag"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE TABLE "AuditEntry" ("id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "entityType" text NOT NULL CHECK ("entityType" IN ('User','Order')), "entityId" uuid NOT NULL, "diff" jsonb NOT NULL, "occurredAt" timestamptz NOT NULL DEFAULT now());
CREATE INDEX "AuditEntry_entity_idx" ON "AuditEntry" ("entityType", "entityId");

-- found: audit-columns-missing "OrderItem"
-- found: audit-columns-missing "Tag"
-- found: audit-trigger-missing "Order"
-- found: audit-trigger-missing "Product"
-- found: audit-trigger-missing "User"

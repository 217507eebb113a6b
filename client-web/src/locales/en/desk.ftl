## The facilitator’s desk

desk-title = Desk
